package io.numactor.fuzz;

import java.util.Arrays;

/** What may come of bad input: an answer, or one of the refusals that are documented. Anything else is a finding. */
public final class Only {
    private Only() {}

    /** What is tried. */
    @FunctionalInterface
    public interface Attempt {
        void run() throws Exception;
    }

    /** Runs it; a failure that is none of these classes is passed on, and so is a refusal that says nothing. */
    @SafeVarargs
    public static void refuses(Attempt attempt, Class<? extends Exception>... refusals) {
        try {
            attempt.run();
        } catch (Exception e) {
            boolean known = Arrays.stream(refusals).anyMatch(refusal -> refusal == e.getClass());
            if (!known || e.getMessage() == null || e.getMessage().isBlank()) {
                throw new AssertionError("not refused, but failed", e);
            }
        }
    }
}
