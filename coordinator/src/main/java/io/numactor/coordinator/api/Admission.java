package io.numactor.coordinator.api;

import io.grpc.Status;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many operations this gateway has taken and not answered, over all its clients. More than a bound are refused at the
 * edge, before they wait in the router's mailbox: a flood must not fill the heap.
 */
public final class Admission {
    private final int most;
    private final AtomicInteger operations = new AtomicInteger();

    public Admission(int most) {
        this.most = most;
    }

    /** What whoever is not admitted is told. */
    Status refusal() {
        return Status.RESOURCE_EXHAUSTED.withDescription(
                "this gateway has " + most + " operations without an answer; send slower, or wait and try again");
    }

    /** Takes so many in, or none of them. */
    boolean enter(int count) {
        if (operations.addAndGet(count) > most) {
            leave(count);
            return false;
        }
        return true;
    }

    void leave(int count) {
        operations.addAndGet(-count);
    }
}
