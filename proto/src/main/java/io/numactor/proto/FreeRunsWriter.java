package io.numactor.proto;

import io.numactor.wire.FreeRuns;
import java.util.Arrays;

/** Gathers runs to be freed, row by row, and writes them as columns. */
public final class FreeRunsWriter {
    private long[] pfns = new long[4];
    private int[] orders = new int[4];
    private int[] blocks = new int[4];
    private long[] incarnations = new long[4];
    private int[] grants = new int[4];
    private int rows;

    public int rows() {
        return rows;
    }

    /** Adds a run of {@code count} blocks of {@code 2^order} pages, by its handle. */
    public FreeRunsWriter add(long pfn, int order, int count, long incarnation, int grant) {
        if (rows == pfns.length) {
            grow(2 * rows);
        }
        pfns[rows] = pfn;
        orders[rows] = order;
        blocks[rows] = count;
        incarnations[rows] = incarnation;
        grants[rows++] = grant;
        return this;
    }

    private void grow(int size) {
        pfns = Arrays.copyOf(pfns, size);
        orders = Arrays.copyOf(orders, size);
        blocks = Arrays.copyOf(blocks, size);
        incarnations = Arrays.copyOf(incarnations, size);
        grants = Arrays.copyOf(grants, size);
    }

    /** The message, as freed by this CPU. */
    public FreeRuns write(int cpu) {
        FreeRuns.Builder runs = FreeRuns.newBuilder().setCpu(cpu);
        for (int row = 0; row < rows; row++) {
            runs.addPfnDelta(pfns[row] - (row == 0 ? 0 : pfns[row - 1]));
        }
        RunColumns.column(rows, row -> orders[row], order -> runs.addOrder((int) order));
        RunColumns.column(rows, row -> blocks[row], count -> runs.addBlocks((int) count));
        RunColumns.column(rows, row -> incarnations[row], runs::addIncarnation);
        RunColumns.column(rows, row -> grants[row], grant -> runs.addGrant((int) grant));
        return runs.build();
    }
}
