package io.numactor.proto;

import io.numactor.mm.alloc.PageRuns;
import io.numactor.wire.FreeRuns;
import io.numactor.wire.ZonesTried;
import java.util.function.IntToLongFunction;
import java.util.function.LongConsumer;

/**
 * Runs of page blocks as messages carry them: in columns, frames as differences, and a column's last value holds for all
 * rows after it. What an object for each run would cost in bytes and time is most of what a batch costs.
 */
public final class RunColumns {
    private RunColumns() {}

    /** One run that a node has served. */
    @FunctionalInterface
    public interface ServedRow {
        /**
         * Takes the run.
         *
         * @param zone index of the zone type
         */
        void accept(long pfn, int blocks, int zone);
    }

    /** One run to be freed. */
    @FunctionalInterface
    public interface FreeRow {
        void accept(int row, long pfn, int order, int blocks, long incarnation, int grant);
    }

    /** Writes what a node has served. */
    public static void write(PageRuns runs, ZonesTried.Builder tried) {
        int rows = runs.size();
        for (int row = 0; row < rows; row++) {
            tried.addPfnDelta(runs.pfn(row) - (row == 0 ? 0 : runs.pfn(row - 1)));
        }
        column(rows, runs::blocks, blocks -> tried.addBlocks((int) blocks));
        column(rows, row -> runs.zone(row).ordinal(), zone -> tried.addZone((int) zone));
    }

    /** Writes one column, without the rows at its end that only repeat the last value. */
    static void column(int rows, IntToLongFunction valueOf, LongConsumer writer) {
        int length = rows;
        while (length > 1 && valueOf.applyAsLong(length - 1) == valueOf.applyAsLong(length - 2)) {
            length--;
        }
        for (int row = 0; row < length; row++) {
            writer.accept(valueOf.applyAsLong(row));
        }
    }

    /** Reads what a node has served. */
    public static void read(ZonesTried tried, ServedRow reader) {
        long pfn = 0;
        int blocks = 0;
        int zone = 0;
        for (int row = 0; row < tried.getPfnDeltaCount(); row++) {
            pfn += tried.getPfnDelta(row);
            blocks = row < tried.getBlocksCount() ? tried.getBlocks(row) : blocks;
            zone = row < tried.getZoneCount() ? tried.getZone(row) : zone;
            reader.accept(pfn, blocks, zone);
        }
    }

    /** Reads what is to be freed. */
    public static void read(FreeRuns runs, FreeRow reader) {
        long pfn = 0;
        int order = 0;
        int blocks = 0;
        long incarnation = 0;
        int grant = 0;
        for (int row = 0; row < runs.getPfnDeltaCount(); row++) {
            pfn += runs.getPfnDelta(row);
            order = row < runs.getOrderCount() ? runs.getOrder(row) : order;
            blocks = row < runs.getBlocksCount() ? runs.getBlocks(row) : blocks;
            incarnation = row < runs.getIncarnationCount() ? runs.getIncarnation(row) : incarnation;
            grant = row < runs.getGrantCount() ? runs.getGrant(row) : grant;
            reader.accept(row, pfn, order, blocks, incarnation, grant);
        }
    }
}
