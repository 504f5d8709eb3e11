package io.numactor.mm.topology;

import java.util.Arrays;

/**
 * Distances between nodes in SLIT units (10 = local), by Linux node id. A pair outside the table has the kernel's
 * defaults: 10 to itself, 20 to any other node (6.1).
 */
public final class NodeDistance {
    public static final int LOCAL_DISTANCE = 10;
    public static final int REMOTE_DISTANCE = 20;

    private final int[][] rows;

    private NodeDistance(int[][] rows) {
        this.rows = rows;
    }

    /** No table: every pair has the defaults. */
    public static NodeDistance defaults() {
        return new NodeDistance(new int[0][]);
    }

    /** A square table, row = from, column = to. The table is copied. */
    public static NodeDistance of(int[][] table) {
        int[][] rows = new int[table.length][];
        for (int from = 0; from < table.length; from++) {
            if (table[from].length != table.length) {
                throw new IllegalArgumentException("distance row " + from + " has " + table[from].length + " columns");
            }
            rows[from] = table[from].clone();
        }
        return new NodeDistance(rows);
    }

    public int between(int from, int to) {
        if (from >= 0 && to >= 0 && from < rows.length && to < rows.length) {
            return rows[from][to];
        }
        return from == to ? LOCAL_DISTANCE : REMOTE_DISTANCE;
    }

    /** Nodes that the table covers: ids 0 .. size - 1. */
    public int size() {
        return rows.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeDistance distance && Arrays.deepEquals(rows, distance.rows);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(rows);
    }

    @Override
    public String toString() {
        return Arrays.deepToString(rows);
    }
}
