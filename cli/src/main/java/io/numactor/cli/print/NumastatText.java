package io.numactor.cli.print;

import io.numactor.api.v1.NodeNumastat;
import io.numactor.api.v1.Numastat;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What {@code numastat} prints: the six counters, a column for each node, folded to the terminal's width. */
public final class NumastatText {
    private static final int NAME_WIDTH = 16;
    private static final int COLUMN_WIDTH = 16;

    private record Row(String name, ToLongFunction<NodeNumastat> value) {}

    private static final List<Row> ROWS = List.of(
            new Row("numa_hit", NodeNumastat::getNumaHit),
            new Row("numa_miss", NodeNumastat::getNumaMiss),
            new Row("numa_foreign", NodeNumastat::getNumaForeign),
            new Row("interleave_hit", NodeNumastat::getInterleaveHit),
            new Row("local_node", NodeNumastat::getLocalNode),
            new Row("other_node", NodeNumastat::getOtherNode));

    /** Below them, once anything was reclaimed or could be: numastat has no such rows. */
    private static final List<Row> RECLAIM_ROWS = List.of(
            new Row("kswapd_wakes", NodeNumastat::getKswapdWakes),
            new Row("kswapd_sleeps", NodeNumastat::getKswapdSleeps),
            new Row("page_cache", NodeNumastat::getReclaimablePages),
            new Row("pages_reclaimed", NodeNumastat::getReclaimedPages));

    private NumastatText() {}

    /**
     * The counters as a table, with the end of its last line.
     *
     * @param columns width to fold at
     * @param hideZeros leave out rows and columns of zeros only
     */
    public static String print(Numastat stat, int columns, boolean hideZeros) {
        List<NodeNumastat> nodes = stat.getNodesList().stream()
                .filter(node ->
                        !hideZeros || ROWS.stream().anyMatch(row -> row.value().applyAsLong(node) != 0))
                .toList();
        List<Row> rows = rows(nodes).stream()
                .filter(row -> !hideZeros
                        || nodes.stream().anyMatch(node -> row.value().applyAsLong(node) != 0))
                .toList();
        int perBlock = Math.max(1, (columns - NAME_WIDTH) / COLUMN_WIDTH);
        StringBuilder text = new StringBuilder();
        for (int first = 0; first < nodes.size(); first += perBlock) {
            text.append(first == 0 ? "" : "\n");
            block(nodes.subList(first, Math.min(nodes.size(), first + perBlock)), rows, text);
        }
        return text.toString();
    }

    private static List<Row> rows(List<NodeNumastat> nodes) {
        boolean reclaims = nodes.stream()
                .anyMatch(node ->
                        RECLAIM_ROWS.stream().anyMatch(row -> row.value().applyAsLong(node) != 0));
        return reclaims ? Stream.concat(ROWS.stream(), RECLAIM_ROWS.stream()).toList() : ROWS;
    }

    private static void block(List<NodeNumastat> nodes, List<Row> rows, StringBuilder text) {
        text.append(" ".repeat(NAME_WIDTH));
        nodes.forEach(node -> text.append("%16s".formatted("node" + node.getNode())));
        text.append('\n');
        for (Row row : rows) {
            text.append("%-16s".formatted(row.name()));
            nodes.forEach(node -> text.append("%16d".formatted(row.value().applyAsLong(node))));
            text.append('\n');
        }
    }
}
