package io.numactor.cli.cluster;

import io.numactor.cli.Terminal;
import java.io.PrintStream;
import java.util.Locale;

/** Prints the steps of a start, each with its time: ticks and times in columns, the same on a terminal and in a file. */
public final class Steps {
    private final PrintStream out;
    private long lastNanos = System.nanoTime();
    private boolean isWaiting;

    private Steps(PrintStream out) {
        this.out = out;
    }

    public static Steps to(PrintStream out) {
        return new Steps(out);
    }

    /** For callers that print a document instead. */
    public static Steps silent() {
        return new Steps(new PrintStream(PrintStream.nullOutputStream(), false));
    }

    public void headline(String text) {
        out.println(text);
        out.println();
    }

    /** Shows on a terminal what is being waited for; the next line takes its place. */
    public void waiting(String what) {
        if (out == System.out && Terminal.isInteractive()) {
            out.printf(Locale.ROOT, "\r   %-71s %6.2f s ", what, seconds());
            out.flush();
            isWaiting = true;
        }
    }

    private void endWaiting() {
        if (isWaiting) {
            out.printf("\r%84s\r", "");
            isWaiting = false;
        }
    }

    /** A step that took the time since the one before it. */
    public void done(String step, String detail) {
        done(step, detail, lap());
    }

    public void done(String step, String detail, double seconds) {
        endWaiting();
        out.printf(Locale.ROOT, " ✓ %-24s %-46s %6.2f s%n", step, detail, seconds);
    }

    void failed(String step) {
        endWaiting();
        out.printf(Locale.ROOT, " ✗ %s%n", step);
    }

    public void note(String text) {
        out.println(text);
    }

    /** Seconds since the last call. */
    public double lap() {
        double seconds = seconds();
        lastNanos = System.nanoTime();
        return seconds;
    }

    private double seconds() {
        return (System.nanoTime() - lastNanos) / 1e9;
    }
}
