package io.numactor.mm.zone;

import io.numactor.mm.alloc.ZoneSkip;
import io.numactor.mm.stat.NumaStat;

/** Event counters of one zone since boot, as plain longs: only its node counts. */
final class ZoneCounters {
    long pagesetHits;
    long pagesetRefills;
    long pagesetDrains;
    long steals;
    long fragmentingSteals;
    private final long[] allocated = new long[FreeArea.ORDERS];
    private final long[] freed = new long[FreeArea.ORDERS];
    private final long[] skips = new long[ZoneSkip.Reason.values().length];
    private long hit;
    private long miss;
    private long interleave;
    private long local;
    private long other;

    /** One allocation, whatever its order ({@code zone_statistics}, 6.1). */
    void allocated(int order, boolean wanted, boolean near, boolean interleaved) {
        allocated[order]++;
        hit += wanted ? 1 : 0;
        miss += wanted ? 0 : 1;
        local += near ? 1 : 0;
        other += near ? 0 : 1;
        interleave += interleaved ? 1 : 0;
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

    NumaStat numa() {
        return new NumaStat(hit, miss, 0, interleave, local, other);
    }

    ZoneActivity activity() {
        return new ZoneActivity(
                ZoneActivity.list(allocated),
                ZoneActivity.list(freed),
                pagesetHits,
                pagesetRefills,
                pagesetDrains,
                steals,
                fragmentingSteals,
                ZoneActivity.list(skips));
    }
}
