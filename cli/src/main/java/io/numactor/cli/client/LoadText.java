package io.numactor.cli.client;

import io.numactor.cli.print.TextTable;
import io.numactor.cli.print.Words;
import io.numactor.load.LoadPlan;
import io.numactor.load.LoadReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** The end of a load for people. */
final class LoadText {
    private static final int LOCAL_DISTANCE = 10;
    private static final int PERCENT = 100;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private LoadText() {}

    static String print(LoadPlan plan, LoadReport report) {
        return summary(plan, report) + "\n" + servedBy(report) + "\n" + distances(report) + "\n" + cost(report)
                + owner(plan, report);
    }

    private static String summary(LoadPlan plan, LoadReport report) {
        String failed = report.failures().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return format(
                "%d of %s served (order %d, %s) in %.2f s, %.0f blocks/s, %s; failed %s\n",
                report.servedBlocks(),
                Words.count(report.requestedBlocks(), "block"),
                plan.order(),
                Words.count(report.pages(), "page"),
                report.elapsedNanos() / NANOS_PER_SECOND,
                report.blocksPerSecond(),
                Words.count(report.hops(), "hop"),
                failed.isEmpty() ? "0" : failed);
    }

    /** Rows are serving nodes, columns preferred ones. */
    private static String servedBy(LoadReport report) {
        List<String> header = new ArrayList<>(List.of("served by \\ preferred"));
        report.servedBy().keySet().forEach(preferred -> header.add(">" + preferred));
        TextTable table = new TextTable(header.toArray(String[]::new));
        for (int server : report.servedByNode().keySet()) {
            List<Object> row = new ArrayList<>(List.of("  " + server));
            for (SortedMap<Integer, Long> column : report.servedBy().values()) {
                row.add(column.containsKey(server) ? column.get(server) : ".");
            }
            table.row(row.toArray());
        }
        String order = report.firstServed().stream().map(String::valueOf).collect(Collectors.joining(" "));
        return table.text() + "first served in the order " + (order.isEmpty() ? "-" : order) + "\n";
    }

    private static String distances(LoadReport report) {
        TextTable table = new TextTable(
                "distance", ">blocks", ">share", ">requests", ">p50 ms", ">p90 ms", ">p99 ms", ">p99.9 ms", ">max ms");
        report.latency().forEach((distance, times) -> {
            long blocks = report.byDistance().getOrDefault(distance, 0L);
            table.row(
                    name(distance),
                    blocks,
                    format(
                            "%.1f %%",
                            report.servedBlocks() == 0 ? 0.0 : (double) PERCENT * blocks / report.servedBlocks()),
                    times.requests(),
                    millis(times.p50Nanos()),
                    millis(times.p90Nanos()),
                    millis(times.p99Nanos()),
                    millis(times.p999Nanos()),
                    millis(times.maxNanos()));
        });
        return table.text();
    }

    private static String name(int distance) {
        return switch (distance) {
            case 0 -> "not served";
            case LOCAL_DISTANCE -> distance + " (local)";
            default -> Integer.toString(distance);
        };
    }

    private static String cost(LoadReport report) {
        return format(
                """
                local share %.1f %%   mean distance %.2f   misses %d
                emulated access, once to each page: sum %.3f ms, mean %.1f ns
                """,
                report.localShare() * PERCENT,
                report.meanDistance(),
                report.misses(),
                report.accessNanos() / NANOS_PER_MILLI,
                report.meanAccessNanos());
    }

    private static String owner(LoadPlan plan, LoadReport report) {
        String id = OwnerId.text(report.owner());
        return plan.keepOwner() ? "owner %s stays open; numactor free --owner %s --all\n".formatted(id, id) : "";
    }

    private static String millis(long nanos) {
        return format("%.2f", nanos / NANOS_PER_MILLI);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
