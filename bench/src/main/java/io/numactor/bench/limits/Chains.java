package io.numactor.bench.limits;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A window of requests that is kept full: so many chains run at a time, and each sends its next request when its last is
 * answered. Both contenders of a pair are driven by it, so its own cost is on both sides.
 */
final class Chains {
    private static final long PATIENCE_SECONDS = 60;

    private final AtomicLong done = new AtomicLong();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private volatile boolean ending;
    private volatile CountDownLatch running = new CountDownLatch(0);

    /** Starts one chain; it ends by {@link #ended}. */
    @FunctionalInterface
    interface Starter {
        void start(int chain);
    }

    /** Whether a chain that could end should. */
    boolean ending() {
        return ending;
    }

    /** Counts answered requests. */
    void count(int requests) {
        done.addAndGet(requests);
    }

    void ended() {
        running.countDown();
    }

    /** Goes on with an answer. What fails then ends the measurement, and not the actor that brought the answer. */
    void goOn(Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
            CountDownLatch left = running;
            while (left.getCount() > 0) {
                left.countDown();
            }
        }
    }

    /** Requests answered in one second. */
    double rate(int chains, Duration length, Starter starter) {
        long before = done.get();
        long start = System.nanoTime();
        run(chains, length, starter);
        return (done.get() - before) / ((System.nanoTime() - start) / 1e9);
    }

    private void run(int chains, Duration length, Starter starter) {
        running = new CountDownLatch(chains);
        ending = false;
        for (int chain = 0; chain < chains; chain++) {
            starter.start(chain);
        }
        try {
            TimeUnit.NANOSECONDS.sleep(length.toNanos());
            ending = true;
            if (!running.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(running.getCount() + " of " + chains + " requests were not answered");
            }
            RuntimeException failed = failure.get();
            if (failed != null) {
                throw new IllegalStateException("an answer was not as expected", failed);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The median of what one chain notes, in microseconds. */
    double medianMicros(Duration length, Samples samples, Starter starter) {
        samples.clear();
        run(1, length, starter);
        return samples.median() / 1e3;
    }

    /** Times of single requests, noted by one thread after the other. */
    static final class Samples {
        private long[] nanos = new long[1 << 12];
        private int size;

        void add(long sample) {
            if (size == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * size);
            }
            nanos[size++] = sample;
        }

        void clear() {
            size = 0;
        }

        double median() {
            if (size == 0) {
                throw new IllegalStateException("nothing was measured");
            }
            long[] sorted = Arrays.copyOf(nanos, size);
            Arrays.sort(sorted);
            return sorted[size / 2];
        }
    }
}
