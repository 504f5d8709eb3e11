package io.numactor.load;

import io.grpc.Status;

/** The gateway answered, and said no. */
public final class RequestRefusedException extends ApiException {
    private static final long serialVersionUID = 1;

    private final Status.Code code;

    RequestRefusedException(Status.Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Status.Code code() {
        return code;
    }

    /** Whether the request itself was at fault (a bad value, an unknown owner, no token), not the cluster. */
    public boolean badInput() {
        return switch (code) {
            case INVALID_ARGUMENT, NOT_FOUND, OUT_OF_RANGE, ALREADY_EXISTS, UNAUTHENTICATED -> true;
            default -> false;
        };
    }
}
