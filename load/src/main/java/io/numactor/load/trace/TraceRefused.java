package io.numactor.load.trace;

/** A file that is no trace, or one with too many lines that cannot be read. The message names file and line. */
public final class TraceRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TraceRefused(String message) {
        super(message);
    }
}
