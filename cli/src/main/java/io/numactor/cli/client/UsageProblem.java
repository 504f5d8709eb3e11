package io.numactor.cli.client;

/** Bad usage or bad input; the message names the option and what is allowed. */
final class UsageProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageProblem(String message) {
        super(message);
    }

    UsageProblem(String message, Throwable cause) {
        super(message, cause);
    }

    /** Refuses a value outside {@code least..most}. */
    static void unlessInRange(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new UsageProblem(option + " " + value + " is not in " + least + ".." + most);
        }
    }
}
