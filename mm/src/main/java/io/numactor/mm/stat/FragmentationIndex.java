package io.numactor.mm.stat;

import java.util.List;

/**
 * How fit the free blocks of a zone are for an allocation of some order (6.1 {@code extfrag} debug files and
 * compaction). All take the number of free blocks by order, as in /proc/buddyinfo. Divisions are integer.
 */
public final class FragmentationIndex {
    /** What {@link #fragmentation} says when a fitting block is there. */
    public static final long SUITABLE = -1000;

    private FragmentationIndex() {}

    /** Share of the free pages that lie in blocks too small for the order, in thousandths; 1000 when none is free. */
    public static long unusable(List<Long> freeBlocks, int order) {
        long pages = pages(freeBlocks);
        return pages == 0 ? 1000 : tooSmall(freeBlocks, order) * 1000 / pages;
    }

    /**
     * Why an allocation of the order would fail, in thousandths: near 0 for lack of memory, near 1000 because of
     * fragmentation; {@link #SUITABLE} when it would not fail, 0 when nothing is free. With one block it may be
     * negative.
     */
    public static long fragmentation(List<Long> freeBlocks, int order) {
        long blocks = freeBlocks.stream().mapToLong(Long::longValue).sum();
        if (blocks == 0) {
            return 0;
        }
        if (suitable(freeBlocks, order) > 0) {
            return SUITABLE;
        }
        return 1000 - (1000 + pages(freeBlocks) * 1000 / (1L << order)) / blocks;
    }

    /** As {@link #unusable}, in percent; 0 when no page is free. */
    public static long externalPercent(List<Long> freeBlocks, int order) {
        long pages = pages(freeBlocks);
        return pages == 0 ? 0 : tooSmall(freeBlocks, order) * 100 / pages;
    }

    /** Pages in all free blocks. */
    public static long pages(List<Long> freeBlocks) {
        return suitable(freeBlocks, 0);
    }

    private static long tooSmall(List<Long> freeBlocks, int order) {
        return pages(freeBlocks) - (suitable(freeBlocks, order) << order);
    }

    /** How many blocks of the order could be cut from the free blocks of at least that order. */
    private static long suitable(List<Long> freeBlocks, int order) {
        long suitable = 0;
        for (int o = order; o < freeBlocks.size(); o++) {
            suitable += freeBlocks.get(o) << (o - order);
        }
        return suitable;
    }
}
