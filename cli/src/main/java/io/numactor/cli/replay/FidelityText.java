package io.numactor.cli.replay;

import io.numactor.load.replay.Cause;
import io.numactor.load.replay.ReplayReport;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;

/** How close replays came, as Markdown. */
final class FidelityText {
    private static final String HEADER = """
            # How close the model comes

            Made by `numactor fidelity DIR...` from traces of a real 6.1 kernel. *open*: the model places, refills, drains and
            steals by itself; agreement is over the allocations that it placed. *reclaimed*: the kernel found a page by
            reclaiming memory when the model had none; these are left out (counted as wrong, they would lower the agreement by
            their share). *numastat* and *free* are the largest differences of a counter of any node and of a zone's free pages
            at the end. *guided*: free counts are the trace's; *unexplained* is the share of choices that differ though no
            zone that they hinge on is within its counter's slack of the mark.

            | trace | allocations | node | zone | reclaimed | numastat | free | unexplained (guided) |
            |---|---|---|---|---|---|---|---|
            """;

    private static final String REST = "\n## What the rest is\n\n";

    private final StringBuilder rows = new StringBuilder();
    private final StringBuilder rest = new StringBuilder();

    void add(String name, ReplayReport open, ReplayReport guided) {
        rows.append("| ").append(name).append(" | ").append(open.allocations());
        rows.append(" | ").append(ReplayText.percent(open.nodeAgreement()));
        rows.append(" | ").append(ReplayText.percent(open.zoneAgreement()));
        rows.append(" | ").append(open.reclaimed());
        rows.append(" | ").append(worstCounter(open)).append(" | ").append(worstZone(open));
        rows.append(" | ").append(ReplayText.percent(guided.unexplained())).append(" |\n");
        rest.append("* ").append(name).append(": ").append(rest(open)).append(".\n");
    }

    private static String rest(ReplayReport open) {
        StringBuilder text = new StringBuilder();
        open.causes().entrySet().stream()
                .sorted(Map.Entry.<Cause, Long>comparingByValue(Comparator.reverseOrder()))
                .forEach(entry -> text.append(text.isEmpty() ? "" : "; ")
                        .append(entry.getValue())
                        .append(' ')
                        .append(entry.getKey().text()));
        if (open.reclaimed() > 0) {
            text.append(text.isEmpty() ? "" : "; ").append(open.reclaimed()).append(" that reclaim served");
        }
        return text.isEmpty() ? "nothing" : text.toString();
    }

    private static String worstCounter(ReplayReport report) {
        return report.numastat().stream()
                .max(Comparator.comparingLong(row -> Math.abs(row.emulated() - row.real())))
                .map(row -> difference(row.emulated() - row.real(), "N" + row.node() + " " + row.counter()))
                .orElse("");
    }

    private static String worstZone(ReplayReport report) {
        return report.freePages().stream()
                .max(Comparator.comparingLong(row -> Math.abs(row.emulated() - row.real())))
                .map(row -> difference(row.emulated() - row.real(), row.zone().toString()))
                .orElse("");
    }

    private static String difference(long pages, String of) {
        return pages == 0 ? "0" : String.format(Locale.ROOT, "%+d (%s)", pages, of);
    }

    String markdown() {
        return HEADER + rows + REST + rest;
    }
}
