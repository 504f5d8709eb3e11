package io.numactor.load;

/** Nobody answers at the gateway's address, or not in time. */
public final class GatewayUnreachableException extends ApiException {
    private static final long serialVersionUID = 1;

    private final String address;

    GatewayUnreachableException(String address, String reason, Throwable cause) {
        super("the cluster at " + address + " does not answer: " + reason, cause);
        this.address = address;
    }

    /** HOST:PORT that was tried. */
    public String address() {
        return address;
    }
}
