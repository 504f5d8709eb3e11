package io.numactor.cli.demo;

import io.numactor.cli.Terminal;
import io.numactor.load.LoadReport;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/** Who served whom, while it happens: redrawn in place on a terminal, a line now and then elsewhere. */
final class ServedTable {
    private static final long LINE_NANOS = 1_000_000_000L;

    private final PrintStream out = System.out;
    private final boolean terminal = Terminal.isInteractive();
    private final List<Integer> order;
    private final String title;
    private int drawnLines;
    private long nextLineNanos = System.nanoTime();

    /**
     * A table with its columns in this order of serving nodes.
     *
     * @param order the fallback order of the node that the load prefers
     */
    ServedTable(List<Integer> order, String title) {
        this.order = List.copyOf(order);
        this.title = title;
    }

    void show(LoadReport report) {
        if (terminal) {
            draw(report);
        } else if (System.nanoTime() >= nextLineNanos) {
            nextLineNanos = System.nanoTime() + LINE_NANOS;
            out.println(line(report));
        }
    }

    /** What it came to, as a table. */
    void last(LoadReport report) {
        draw(report);
        drawnLines = 0;
    }

    private void draw(LoadReport report) {
        String table = table(report);
        if (drawnLines > 0) {
            out.printf("\033[%dA\033[J", drawnLines);
        }
        out.print(table);
        out.flush();
        drawnLines = (int) table.lines().count();
    }

    private String line(LoadReport report) {
        StringBuilder line = new StringBuilder();
        line.append(String.format(Locale.ROOT, "  %5.1f s ", report.elapsedNanos() / 1e9));
        SortedMap<Integer, Long> served = report.servedByNode();
        order.forEach(node -> line.append(String.format(
                Locale.ROOT,
                "  node %d: %,d (%.1f %%)",
                node,
                served.getOrDefault(node, 0L),
                share(served.getOrDefault(node, 0L), report.servedBlocks()))));
        return line.toString();
    }

    private String table(LoadReport report) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%n  %.1f s: %s%n%n", report.elapsedNanos() / 1e9, title));
        text.append(String.format("  %-20s", "preferred \\ served by"));
        order.forEach(node -> text.append(String.format("%16s", "node " + node)));
        text.append(String.format("%n"));
        report.servedBy().forEach((preferred, served) -> text.append(row(preferred, served)));
        text.append(String.format(
                Locale.ROOT,
                "  local share %.1f %%   mean distance %.1f   emulated access %.0f ns   failed %,d%n",
                100 * report.localShare(),
                report.meanDistance(),
                report.meanAccessNanos(),
                report.failedBlocks()));
        return text.toString();
    }

    private String row(int preferred, SortedMap<Integer, Long> served) {
        long sum = served.values().stream().mapToLong(Long::longValue).sum();
        StringBuilder row = new StringBuilder(String.format("  %-21s", "node " + preferred));
        order.forEach(node -> row.append(cell(served.getOrDefault(node, 0L), sum)));
        return row.append(String.format("%n")).toString();
    }

    private static String cell(long blocks, long sum) {
        return blocks == 0
                ? String.format("%16s", ".")
                : String.format(Locale.ROOT, "%,9d %4.1f %%", blocks, share(blocks, sum));
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : 100.0 * part / whole;
    }
}
