package io.numactor.mm.zone;

import static io.numactor.mm.page.MemMap.PAGEBLOCK_PAGES;

import io.numactor.mm.page.FrameState;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;

/** Moves the free blocks of a whole pageblock of one zone to another type's lists (6.1 {@code move_freepages_block}). */
final class Pageblocks {
    private static final int MOVABLE = MigrateType.MOVABLE.ordinal();

    private final MemMap map;
    private final FreeArea area;
    private final int zone;
    private long startPfn;
    private long endPfn;

    private int moved;
    private int movable;

    /** @param zone index of the zone; its span is [startPfn, endPfn) */
    Pageblocks(MemMap map, FreeArea area, int zone, long startPfn, long endPfn) {
        this.map = map;
        this.area = area;
        this.zone = zone;
        this.startPfn = startPfn;
        this.endPfn = endPfn;
    }

    /** The zone's span has changed. */
    void setSpan(long start, long end) {
        startPfn = start;
        endPfn = end;
    }

    /** Pages that the last {@link #moveFree} moved. */
    int moved() {
        return moved;
    }

    /** Pages in use that could be moved, as far as the last {@link #moveFree} looked. */
    int movable() {
        return movable;
    }

    /**
     * Moves the free blocks of the frame's pageblock, ascending, each to the tail of its list of {@code type}. Looks at
     * nothing before the frame when the zone begins inside the pageblock, and at nothing at all when it ends inside.
     */
    void moveFree(int frame, int type) {
        moved = 0;
        movable = 0;
        int start = frame & -PAGEBLOCK_PAGES;
        int end = start + PAGEBLOCK_PAGES;
        if (map.pfn(end - 1) >= endPfn) {
            return;
        }
        for (int at = map.pfn(start) < startPfn ? frame : start; at < end; ) {
            int state = map.state(at);
            if (state != FrameState.NONE) {
                visit(at, state, type);
            }
            at += 1 << FrameState.order(state);
        }
    }

    private void visit(int frame, int state, int type) {
        int order = FrameState.order(state);
        if (FrameState.isFree(state, order, zone)) {
            area.moveToTail(frame, order, type);
            moved += 1 << order;
        } else if (FrameState.kind(state) == FrameState.ALLOCATED && FrameState.type(state) == MOVABLE) {
            movable += 1 << order;
        }
    }
}
