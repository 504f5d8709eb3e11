package io.numactor.mm.zone;

import static io.numactor.mm.page.MemMap.BLOCK_FRAMES;
import static io.numactor.mm.page.MemMap.MAX_ORDER;
import static io.numactor.mm.page.MemMap.PAGEBLOCK_PAGES;

import io.numactor.mm.page.FrameState;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneKey;

/** Which pages a zone has, and how they come and go: released at boot, put online, taken offline (6.1). */
final class ZoneMemory {
    static final int FREED_BY_BOOT_CPU = 0;

    private final ZoneKey key;
    private final MemMap map;
    private final Buddy buddy;
    private final FreeArea area;
    private final FreePages freePages;
    private final Pageblocks pageblocks;
    private ZoneSpan span;
    private long managed;

    /** All pages reserved; pageblocks that begin with RAM of the zone are Movable. */
    ZoneMemory(
            ZoneKey key,
            ZoneSpan span,
            MemMap map,
            Buddy buddy,
            FreeArea area,
            FreePages freePages,
            Pageblocks pageblocks) {
        this.key = key;
        this.span = span;
        this.map = map;
        this.buddy = buddy;
        this.area = area;
        this.freePages = freePages;
        this.pageblocks = pageblocks;
        span.memory().forEach(this::makeMovable);
    }

    ZoneSpan span() {
        return span;
    }

    /** Pages handed to the buddy allocator. */
    long managed() {
        return managed;
    }

    /** So many pages more are the allocator's. */
    void manage(long pages) {
        managed += pages;
    }

    private void makeMovable(PfnRange ram) {
        long first = (ram.start() + PAGEBLOCK_PAGES - 1) & -(long) PAGEBLOCK_PAGES;
        for (long pfn = first; pfn < ram.end(); pfn += PAGEBLOCK_PAGES) {
            map.setMigrateType(map.frame(pfn), MigrateType.MOVABLE.ordinal());
        }
    }

    /** Gives a range of RAM to the free lists in the largest aligned blocks, each to the tail. */
    void release(PfnRange range) {
        long pfn = range.start();
        while (pfn < range.end()) {
            int order = Math.min(MAX_ORDER, Long.numberOfTrailingZeros(pfn | BLOCK_FRAMES));
            while (pfn + (1L << order) > range.end()) {
                order--;
            }
            int frame = map.frame(pfn);
            buddy.free(frame, order, map.migrateType(frame), true);
            freePages.add(FREED_BY_BOOT_CPU, 1L << order);
            managed += 1L << order;
            pfn += 1L << order;
        }
    }

    /** The span covers the block, its pageblocks are Movable, its pages are free, ascending behind all others. */
    void online(PfnRange block) {
        setSpan(span.with(block));
        makeMovable(block);
        release(block);
    }

    /** The block's pages leave the free lists and the zone, whose span shrinks where it can. */
    void offline(PfnRange block) {
        for (long pfn = block.start(); pfn < block.end(); ) {
            int frame = map.frame(pfn);
            int order = FrameState.order(map.state(frame));
            if (!area.isFree(frame, order)) {
                throw new IllegalStateException(key + ": pfn 0x" + Long.toHexString(pfn) + " goes offline in use");
            }
            area.remove(frame, order);
            map.clearState(frame);
            freePages.add(FREED_BY_BOOT_CPU, -(1L << order));
            pfn += 1L << order;
        }
        managed -= block.pages();
        setSpan(span.without(block));
    }

    private void setSpan(ZoneSpan changed) {
        span = changed;
        pageblocks.setSpan(changed.startPfn(), changed.startPfn() + changed.spanned());
    }
}
