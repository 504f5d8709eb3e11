package io.numactor.machine.verify;

import java.util.List;

/**
 * One thing that was compared.
 *
 * @param name what: {@code fallback-order}, {@code watermarks} ...
 * @param outcome how it went
 * @param detail in one sentence: how much was compared, or why nothing was
 * @param differences one line each, with the real and the emulated value
 */
public record Check(String name, Outcome outcome, String detail, List<String> differences) {
    /** How a comparison went. */
    public enum Outcome {
        /** Everything is the same. */
        AGREE,
        /** Something is not. */
        DIFFER,
        /** The capture does not say. */
        ABSENT
    }

    public Check {
        differences = List.copyOf(differences);
    }

    static Check absent(String name, String why) {
        return new Check(name, Outcome.ABSENT, why, List.of());
    }

    /** Agrees when there are no differences in the {@code count} things compared. */
    static Check compared(String name, int count, String things, List<String> differences) {
        Outcome outcome = differences.isEmpty() ? Outcome.AGREE : Outcome.DIFFER;
        String detail = differences.isEmpty()
                ? "%d %s".formatted(count, things)
                : "%d of %d %s differ".formatted(differences.size(), Math.max(count, differences.size()), things);
        return new Check(name, outcome, detail, differences);
    }
}
