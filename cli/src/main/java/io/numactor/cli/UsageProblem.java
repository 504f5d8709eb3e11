package io.numactor.cli;

/** Bad usage or bad input; the message names the option and what is allowed. */
public final class UsageProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UsageProblem(String message) {
        super(message);
    }

    public UsageProblem(String message, Throwable cause) {
        super(message, cause);
    }

    /** Refuses a value outside {@code least..most}. */
    public static void unlessInRange(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new UsageProblem(option + " " + value + " is not in " + least + ".." + most);
        }
    }
}
