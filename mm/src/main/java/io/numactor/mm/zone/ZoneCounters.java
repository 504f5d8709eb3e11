package io.numactor.mm.zone;

import io.numactor.mm.alloc.ZoneSkip;
import io.numactor.mm.stat.NumaStat;
import java.util.List;
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

    /** Allocations of which these traits are so. */
    private long sum(int traits, int value) {
        long sum = 0;
        for (int cell = 0; cell < allocated.length; cell++) {
            sum += (cell & traits) == value ? allocated[cell] : 0;
        }
        return sum;
    }

    private long with(int trait) {
        return sum(trait, trait);
    }

    private long without(int trait) {
        return sum(trait, 0);
    }

    /** Allocations whose preferred zone is on another node. */
    long misses() {
        return without(AllocationKind.WANTED);
    }

    NumaStat numa() {
        return new NumaStat(
                with(AllocationKind.WANTED),
                misses(),
                0,
                with(AllocationKind.INTERLEAVED),
                with(AllocationKind.NEAR),
                without(AllocationKind.NEAR));
    }

    ZoneActivity activity() {
        return new ZoneActivity(
                byOrder(),
                ZoneActivity.list(freed),
                IntStream.range(0, FreeArea.ORDERS)
                                .filter(PerCpuPages::caches)
                                .mapToLong(this::ofOrder)
                                .sum()
                        - pagesetMisses,
                pagesetRefills,
                pagesetDrains,
                steals,
                fragmentingSteals,
                ZoneActivity.list(skips));
    }

    private List<Long> byOrder() {
        return IntStream.range(0, FreeArea.ORDERS).mapToObj(this::ofOrder).toList();
    }

    private long ofOrder(int order) {
        long sum = 0;
        for (int kind = 0; kind < AllocationKind.COUNT; kind++) {
            sum += allocated[order * AllocationKind.COUNT + kind];
        }
        return sum;
    }
}
