package io.numactor.coordinator.router;

import io.grpc.Status;
import io.numactor.api.v1.OperationError;
import io.numactor.api.v1.OperationResult;

/** A request that is refused at the edge: what is wrong, and the gRPC status that says so. */
public final class Refusal extends Exception {
    private final Status.Code code;

    Refusal(Status.Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    static Refusal invalid(String message) {
        return new Refusal(Status.Code.INVALID_ARGUMENT, message);
    }

    /** The gRPC status that says what is wrong. */
    public Status status() {
        return code.toStatus().withDescription(getMessage());
    }

    OperationResult result() {
        return error(code, String.valueOf(getMessage()));
    }

    static OperationResult error(Status.Code code, String message) {
        return OperationResult.newBuilder()
                .setError(OperationError.newBuilder().setCode(code.value()).setMessage(message))
                .build();
    }
}
