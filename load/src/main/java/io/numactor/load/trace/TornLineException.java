package io.numactor.load.trace;

/** A line that is no event, or an event with a field missing or damaged. Has no stack trace: it never leaves here. */
final class TornLineException extends Exception {
    private static final long serialVersionUID = 1L;

    TornLineException(String message) {
        super(message, null, false, false);
    }
}
