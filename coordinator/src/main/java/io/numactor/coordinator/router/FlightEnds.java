package io.numactor.coordinator.router;

import io.grpc.Status;
import io.numactor.api.v1.Failure;
import io.numactor.api.v1.OperationResult;

/** How flights end that do not get where they were to go. */
final class FlightEnds {
    static final OperationResult GIVEN_UP =
            Refusal.error(Status.Code.CANCELLED, "the client gave up; what it was served is freed");
    static final OperationResult STRANDED = Refusal.error(
            Status.Code.UNAVAILABLE, "this gateway was cut off from the machine for too long; its owners are lost");
    static final Failure LOST_WHILE_SERVED = Failure.newBuilder()
            .setReason(Failure.Reason.REASON_NODE_LOST)
            .setDetail("a node died that had served a part of the request")
            .build();

    private FlightEnds() {}
}
