package io.numactor.coordinator.api;

import io.grpc.Status;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many operations this gateway has taken and not answered, over all its clients. More than a bound are refused at the
 * edge, before they wait in the router's mailbox: a flood must not fill the heap.
 */
final class Admission {
    static final int MAX_OPERATIONS = 1 << 15;

    static final Status REFUSAL = Status.RESOURCE_EXHAUSTED.withDescription(
            "this gateway has " + MAX_OPERATIONS + " operations without an answer; send slower, or wait and try again");

    private final AtomicInteger operations = new AtomicInteger();

    /** Takes so many in, or none of them. */
    boolean enter(int count) {
        if (operations.addAndGet(count) > MAX_OPERATIONS) {
            leave(count);
            return false;
        }
        return true;
    }

    void leave(int count) {
        operations.addAndGet(-count);
    }
}
