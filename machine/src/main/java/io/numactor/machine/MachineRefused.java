package io.numactor.machine;

/**
 * A description that is not taken: the message says which file, where in it (line, offset or field), what is wrong,
 * and what is allowed or what to do.
 */
public final class MachineRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MachineRefused(String message) {
        super(message);
    }

    /** Refuses {@code source} at {@code place}: a line, an offset, a field. */
    public static MachineRefused at(String source, String place, String reason) {
        return new MachineRefused(source + ": " + place + ": " + reason);
    }
}
