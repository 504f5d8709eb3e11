package io.numactor.load;

/** A call to a gateway that did not succeed; the message is for people. */
public abstract sealed class ApiException extends RuntimeException
        permits GatewayUnreachableException, RequestRefusedException {
    private static final long serialVersionUID = 1;

    ApiException(String message, Throwable cause) {
        super(message, cause);
    }
}
