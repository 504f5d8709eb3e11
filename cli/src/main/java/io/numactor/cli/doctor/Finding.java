package io.numactor.cli.doctor;

/**
 * What {@code doctor} found of one thing.
 *
 * @param name what was looked at
 * @param outcome how it is
 * @param detail what was found
 * @param cure what to do about it; empty when there is nothing to do
 */
record Finding(String name, Outcome outcome, String detail, String cure) {
    /** How a thing is. */
    enum Outcome {
        OK("✓"),
        /** Not there, and not needed. */
        ABSENT("-"),
        /** A cluster will not start, or not well, like this. */
        BAD("✗");

        private final String mark;

        Outcome(String mark) {
            this.mark = mark;
        }

        String mark() {
            return mark;
        }
    }

    static Finding ok(String name, String detail) {
        return new Finding(name, Outcome.OK, detail, "");
    }

    static Finding absent(String name, String detail, String cure) {
        return new Finding(name, Outcome.ABSENT, detail, cure);
    }

    static Finding bad(String name, String detail, String cure) {
        return new Finding(name, Outcome.BAD, detail, cure);
    }
}
