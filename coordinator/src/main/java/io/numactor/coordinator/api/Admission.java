package io.numactor.coordinator.api;

import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * How many operations this gateway has taken and not answered, over all its clients. More than a bound are refused at the
 * edge, before they wait in the router's mailbox: a flood must not fill the heap, and what is taken must not wait long.
 * So the bound is what was answered lately in half a second, between {@link #FEWEST} and the configured most.
 */
public final class Admission {
    /** Two of the largest batches: however slow the nodes are, one stream of batches alone is not refused. */
    static final int FEWEST = 8192;

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** The best of the last two seconds counts: a pause of a JVM is no slowness of the nodes. */
    private static final int SLICES = 8;

    private final int most;
    private final LongSupplier nanoTime;
    private final AtomicInteger operations = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    /** What was answered in each of the last slices; guarded by this. */
    private final long[] slices = new long[SLICES];

    private int next;
    private volatile long sliceStart;
    private volatile int allowed;

    /** @param most that may be open, however fast they are answered */
    public Admission(int most) {
        this(most, System::nanoTime);
    }

    Admission(int most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
        sliceStart = nanoTime.getAsLong();
        allowed = Math.min(FEWEST, most);
    }

    /** What whoever is not admitted is told. */
    Status refusal() {
        return Status.RESOURCE_EXHAUSTED.withDescription("this gateway has " + allowed
                + " operations without an answer, as many as it answers soon; send slower, or wait and try again");
    }

    /** Takes so many in, or none of them. */
    boolean enter(int count) {
        measure();
        if (operations.addAndGet(count) > allowed) {
            operations.addAndGet(-count);
            return false;
        }
        return true;
    }

    /** So many that were taken in are answered. */
    void leave(int count) {
        operations.addAndGet(-count);
        answered.addAndGet(count);
        measure();
    }

    private void measure() {
        if (nanoTime.getAsLong() - sliceStart >= SLICE_NANOS) {
            endSlice();
        }
    }

    private synchronized void endSlice() {
        long now = nanoTime.getAsLong();
        long elapsed = now - sliceStart;
        if (elapsed < SLICE_NANOS) {
            return;
        }
        sliceStart = now;
        long perSlice = answered.getAndSet(0) * SLICE_NANOS / elapsed;
        long best = 0;
        for (long passed = Math.min(SLICES, elapsed / SLICE_NANOS); passed > 0; passed--) {
            slices[next] = perSlice;
            next = (next + 1) % SLICES;
        }
        for (long slice : slices) {
            best = Math.max(best, slice);
        }
        allowed = (int) Math.min(most, Math.max(FEWEST, best * WAIT_NANOS / SLICE_NANOS));
    }
}
