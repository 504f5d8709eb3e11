package io.numactor.mm.zone;

import static io.numactor.mm.page.MemMap.NO_FRAME;
import static io.numactor.mm.page.MemMap.PAGEBLOCK_PAGES;

import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;

/** Pageblocks set aside for requests of higher orders that cannot wait ({@code MIGRATE_HIGHATOMIC}, 6.1). */
final class HighAtomicReserve {
    private static final int HIGHATOMIC = MigrateType.HIGHATOMIC.ordinal();

    private final MemMap map;
    private final FreeArea area;
    private final Pageblocks pageblocks;
    private final ZoneMarks marks;

    HighAtomicReserve(MemMap map, FreeArea area, Pageblocks pageblocks, ZoneMarks marks) {
        this.map = map;
        this.area = area;
        this.pageblocks = pageblocks;
        this.marks = marks;
    }

    /** Reserves the pageblock of a page just handed out, up to 1 % of the zone and one pageblock. */
    void reserve(int frame, long managedPages) {
        boolean full = marks.highAtomic() >= managedPages / 100 + PAGEBLOCK_PAGES;
        if (!full && map.migrateType(frame) < MigrateType.PCP_TYPES) {
            marks.addHighAtomic(PAGEBLOCK_PAGES);
            map.setMigrateType(frame, HIGHATOMIC);
            pageblocks.moveFree(frame, HIGHATOMIC);
        }
    }

    /**
     * Gives one reserved pageblock with free pages to {@code type}.
     *
     * @param force even the last one
     * @return whether free pages were won
     */
    boolean release(int type, boolean force) {
        if (!force && marks.highAtomic() <= PAGEBLOCK_PAGES) {
            return false;
        }
        for (int order = 0; order < FreeArea.ORDERS; order++) {
            int frame = area.head(order, HIGHATOMIC);
            if (frame != NO_FRAME && convert(frame, type)) {
                return true;
            }
        }
        return false;
    }

    private boolean convert(int frame, int type) {
        if (map.migrateType(frame) == HIGHATOMIC) {
            marks.addHighAtomic(-PAGEBLOCK_PAGES);
        }
        map.setMigrateType(frame, type);
        pageblocks.moveFree(frame, type);
        return pageblocks.moved() > 0;
    }
}
