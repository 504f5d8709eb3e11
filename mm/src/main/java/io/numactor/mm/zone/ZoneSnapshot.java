package io.numactor.mm.zone;

import io.numactor.mm.page.MigrateType;
import io.numactor.mm.stat.NumaStat;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.watermark.Watermarks;
import java.util.List;

/**
 * A zone as it was at one moment: all that /proc/zoneinfo, buddyinfo, pagetypeinfo and the metrics say about it. Pages
 * unless said otherwise.
 *
 * @param zone which zone
 * @param startPfn first pfn of the span; 0 when the zone is empty
 * @param spanned pages from the first to the last
 * @param present pages of RAM
 * @param managed pages handed to the buddy allocator
 * @param free the counter of free pages
 * @param allocated pages handed out
 * @param watermarks without boost
 * @param boost what every mark is raised by at present
 * @param lowmemReserve by the kernel's index of the request's highest zone
 * @param highAtomic pages in pageblocks reserved for high-order atomic requests
 * @param pagesets one per CPU of the machine; none when the zone is empty
 * @param pagesetHigh pages a pageset may hold
 * @param pagesetBatch pages per refill
 * @param freeBlocks free blocks by order
 * @param freeBlocksByType free blocks by {@link MigrateType}, then order
 * @param pageblocks pageblocks by {@link MigrateType}
 * @param numa NUMA statistics; foreign is 0 here, only other nodes know it
 * @param activity other counters
 * @param reclaim page cache, and what was reclaimed of it
 */
public record ZoneSnapshot(
        ZoneKey zone,
        long startPfn,
        long spanned,
        long present,
        long managed,
        long free,
        long allocated,
        Watermarks watermarks,
        long boost,
        List<Long> lowmemReserve,
        long highAtomic,
        List<Pageset> pagesets,
        int pagesetHigh,
        int pagesetBatch,
        List<Long> freeBlocks,
        List<List<Long>> freeBlocksByType,
        List<Long> pageblocks,
        NumaStat numa,
        ZoneActivity activity,
        ZoneReclaim reclaim) {
    /** One CPU's pageset: pages held. High and batch are the zone's, the same for every CPU. */
    public record Pageset(int cpu, int count) {}

    /** Pages in all pagesets. */
    public long pagesetPages() {
        return pagesets.stream().mapToLong(Pageset::count).sum();
    }

    /** Pages that were never given to the buddy allocator. */
    public long reserved() {
        return present - managed;
    }

    public long freeBlocks(int order, MigrateType type) {
        return freeBlocksByType.get(type.ordinal()).get(order);
    }
}
