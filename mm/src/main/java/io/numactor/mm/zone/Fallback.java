package io.numactor.mm.zone;

import static io.numactor.mm.page.MemMap.MAX_ORDER;
import static io.numactor.mm.page.MemMap.NO_FRAME;
import static io.numactor.mm.page.MemMap.PAGEBLOCK_ORDER;
import static io.numactor.mm.page.MemMap.PAGEBLOCK_PAGES;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;

/**
 * Takes free blocks from another migrate type when a request's own has none ({@code __rmqueue_fallback}, 6.1): the
 * largest block first, so that the types mix as rarely as possible, and with it the whole pageblock if it is worth it.
 */
final class Fallback {
    private static final int NO_TYPE = -1;
    private static final int UNMOVABLE = MigrateType.UNMOVABLE.ordinal();
    private static final int MOVABLE = MigrateType.MOVABLE.ordinal();
    private static final int RECLAIMABLE = MigrateType.RECLAIMABLE.ordinal();
    private static final int HIGHATOMIC = MigrateType.HIGHATOMIC.ordinal();

    /** By type: whose blocks to take, in this order. */
    private static final int[][] ORDER = {
        {RECLAIMABLE, MOVABLE}, {RECLAIMABLE, UNMOVABLE}, {UNMOVABLE, MOVABLE}, {}, {},
    };

    private final MemMap map;
    private final FreeArea area;
    private final Pageblocks pageblocks;

    Fallback(MemMap map, FreeArea area, Pageblocks pageblocks) {
        this.map = map;
        this.area = area;
        this.pageblocks = pageblocks;
    }

    /** Moves at least one fitting block to the lists of {@code type}; false when there is none to be had. */
    boolean steal(Zone zone, int order, int type, int flags) {
        boolean wholeBlocksOnly = (flags & AllocFlags.NOFRAGMENT) != 0 && order < PAGEBLOCK_ORDER;
        int least = wholeBlocksOnly ? PAGEBLOCK_ORDER : order;
        for (int o = MAX_ORDER; o >= least; o--) {
            int from = victim(o, type);
            if (from != NO_TYPE) {
                int best = worthTaking(o, type) || type != MOVABLE ? o : smallest(order, type);
                take(zone, best, victim(best, type), type, flags);
                return true;
            }
        }
        return false;
    }

    /** The first type to fall back to that has a block of the order. */
    private int victim(int order, int type) {
        for (int from : ORDER[type]) {
            if (area.head(order, from) != NO_FRAME) {
                return from;
            }
        }
        return NO_TYPE;
    }

    /** A movable request that may not claim the pageblock takes the smallest block instead: it does the least harm. */
    private int smallest(int order, int type) {
        int o = order;
        while (victim(o, type) == NO_TYPE) {
            o++;
        }
        return o;
    }

    /** Whether such a block is reason to go for its whole pageblock. */
    private static boolean worthTaking(int order, int type) {
        return order >= PAGEBLOCK_ORDER / 2 || type == UNMOVABLE || type == RECLAIMABLE;
    }

    private void take(Zone zone, int order, int from, int type, int flags) {
        int frame = area.head(order, from);
        int old = map.migrateType(frame);
        zone.counters().steals++;
        if (old == HIGHATOMIC) {
            area.moveToTail(frame, order, type);
        } else if (order >= PAGEBLOCK_ORDER) {
            claim(frame, order, type);
            area.moveToTail(frame, order, type);
        } else {
            zone.counters().fragmentingSteals++;
            zone.boostWatermark(flags);
            takeParts(frame, order, old, type);
        }
    }

    private void claim(int frame, int order, int type) {
        for (int at = frame; at < frame + (1 << order); at += PAGEBLOCK_PAGES) {
            map.setMigrateType(at, type);
        }
    }

    private void takeParts(int frame, int order, int old, int type) {
        if (!worthTaking(order, type)) {
            area.moveToTail(frame, order, type);
            return;
        }
        pageblocks.moveFree(frame, type);
        int free = pageblocks.moved();
        if (free == 0) {
            area.moveToTail(frame, order, type);
        } else if (free + alike(old, type, free, pageblocks.movable()) >= PAGEBLOCK_PAGES / 2) {
            map.setMigrateType(frame, type);
        }
    }

    /** Pages in use in the pageblock that are, as far as one can tell, of the request's kind. */
    private static int alike(int old, int type, int free, int movable) {
        if (type == MOVABLE) {
            return movable;
        }
        return old == MOVABLE ? PAGEBLOCK_PAGES - free - movable : 0;
    }
}
