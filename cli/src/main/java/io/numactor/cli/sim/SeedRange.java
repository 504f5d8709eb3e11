package io.numactor.cli.sim;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/** Seeds from one to another, handed out one by one. */
final class SeedRange {
    private final AtomicLong next;
    private final long end;
    private final AtomicBoolean fine = new AtomicBoolean(true);

    private SeedRange(long first, long end) {
        this.next = new AtomicLong(first);
        this.end = end;
    }

    /** Those from {@code first} on that are below {@code end}. */
    static SeedRange of(long first, long end) {
        return new SeedRange(first, end);
    }

    /**
     * Whether all are fine; after one that is not, no other begins.
     *
     * @param jobs seeds that run at a time
     */
    boolean allFine(int jobs, LongPredicate isFine) {
        Thread[] workers = IntStream.range(0, jobs)
                .mapToObj(job -> new Thread(() -> work(isFine), "seeds-" + job))
                .toArray(Thread[]::new);
        for (Thread worker : workers) {
            worker.setUncaughtExceptionHandler((thread, failure) -> {
                fine.set(false);
                failure.printStackTrace();
            });
            worker.start();
        }
        for (Thread worker : workers) {
            join(worker);
        }
        return fine.get();
    }

    private void work(LongPredicate isFine) {
        for (long seed = next.getAndIncrement(); seed < end && fine.get(); seed = next.getAndIncrement()) {
            if (!isFine.test(seed)) {
                fine.set(false);
            }
        }
    }

    private static void join(Thread worker) {
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
