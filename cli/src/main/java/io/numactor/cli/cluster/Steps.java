package io.numactor.cli.cluster;

import java.io.PrintStream;
import java.util.Locale;

/** Prints the steps of a start, each with its time: ticks and times in columns, the same on a terminal and in a file. */
final class Steps {
    private final PrintStream out;
    private long lastNanos = System.nanoTime();

    private Steps(PrintStream out) {
        this.out = out;
    }

    static Steps to(PrintStream out) {
        return new Steps(out);
    }

    /** For callers that print a document instead. */
    static Steps silent() {
        return new Steps(new PrintStream(PrintStream.nullOutputStream(), false));
    }

    void headline(String text) {
        out.println(text);
        out.println();
    }

    /** A step that took the time since the one before it. */
    void done(String step, String detail) {
        done(step, detail, lap());
    }

    void done(String step, String detail, double seconds) {
        out.printf(Locale.ROOT, " ✓ %-24s %-46s %6.2f s%n", step, detail, seconds);
    }

    void failed(String step) {
        out.printf(Locale.ROOT, " ✗ %s%n", step);
    }

    void note(String text) {
        out.println(text);
    }

    /** Seconds since the last call. */
    double lap() {
        long now = System.nanoTime();
        double seconds = (now - lastNanos) / 1e9;
        lastNanos = now;
        return seconds;
    }
}
