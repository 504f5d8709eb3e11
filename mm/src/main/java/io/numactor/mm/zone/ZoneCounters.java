package io.numactor.mm.zone;

import io.numactor.mm.alloc.ZoneSkip;
import io.numactor.mm.stat.NumaStat;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Event counters of one zone since boot, as plain longs: only its node counts. An allocation is counted in one cell, by
 * its order and what is true of it; all that the kernel counts of it are sums over cells.
 */
final class ZoneCounters {
    /** Allocations of orders that are cached which found no block there. */
    long pagesetMisses;

    long pagesetRefills;
    long pagesetDrains;
    long steals;
    long fragmentingSteals;
    private final long[] allocated = new long[FreeArea.ORDERS * AllocationKind.COUNT];
    private final long[] freed = new long[FreeArea.ORDERS];
    private final long[] skips = new long[ZoneSkip.Reason.values().length];

    /** One allocation, whatever its order ({@code zone_statistics}, 6.1). */
    void allocated(int cell) {
        allocated[cell]++;
    }

    void freed(int order) {
        freed[order]++;
    }

    long freedBlocks() {
        long blocks = 0;
        for (long count : freed) {
            blocks += count;
        }
        return blocks;
    }

    void skipped(ZoneSkip.Reason reason) {
        skips[reason.ordinal()]++;
    }

    private long sum(IntPredicate cells) {
        return IntStream.range(0, allocated.length)
                .filter(cells)
                .mapToLong(cell -> allocated[cell])
                .sum();
    }

    private long with(int trait) {
        return sum(cell -> (cell & trait) != 0);
    }

    private long without(int trait) {
        return sum(cell -> (cell & trait) == 0);
    }

    NumaStat numa() {
        return new NumaStat(
                with(AllocationKind.WANTED),
                without(AllocationKind.WANTED),
                0,
                with(AllocationKind.INTERLEAVED),
                with(AllocationKind.NEAR),
                without(AllocationKind.NEAR));
    }

    ZoneActivity activity() {
        return new ZoneActivity(
                byOrder(),
                ZoneActivity.list(freed),
                sum(cell -> PerCpuPages.caches(cell / AllocationKind.COUNT)) - pagesetMisses,
                pagesetRefills,
                pagesetDrains,
                steals,
                fragmentingSteals,
                ZoneActivity.list(skips));
    }

    private List<Long> byOrder() {
        return IntStream.range(0, FreeArea.ORDERS)
                .mapToObj(order -> sum(cell -> cell / AllocationKind.COUNT == order))
                .toList();
    }
}
