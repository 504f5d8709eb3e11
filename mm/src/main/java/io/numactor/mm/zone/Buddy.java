package io.numactor.mm.zone;

import static io.numactor.mm.page.MemMap.MAX_ORDER;
import static io.numactor.mm.page.MemMap.NO_FRAME;
import static io.numactor.mm.page.MemMap.PAGEBLOCK_ORDER;

import io.numactor.mm.page.FrameRing;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;
import java.util.Optional;

/**
 * The buddy allocator of one zone (6.1): splits the smallest fitting block, lower half first, and merges what is freed
 * with its buddy as long as that is free. Counts no pages: that is the caller's.
 */
final class Buddy {
    private static final int[] MOVABLE_FIRST = {
        MigrateType.MOVABLE.ordinal(), MigrateType.UNMOVABLE.ordinal(), MigrateType.RECLAIMABLE.ordinal()
    };

    private final MemMap map;
    private final FreeArea area;

    Buddy(MemMap map, FreeArea area) {
        this.map = map;
        this.area = area;
    }

    /** Takes the head of the smallest fitting block's list and cuts it down, or answers {@link MemMap#NO_FRAME}. */
    int smallest(int order, int type) {
        for (int o = order; o <= MAX_ORDER; o++) {
            int frame = area.head(o, type);
            if (frame != NO_FRAME) {
                area.remove(frame, o);
                split(frame, o, order, type);
                return frame;
            }
        }
        return NO_FRAME;
    }

    /**
     * Takes up to {@code wanted} blocks of the order, all of one type: the very ones that {@link #smallest} would take one
     * after the other. Of a block that is cut up this way only what is left over gets onto the lists.
     *
     * @param state of each block taken
     * @return how many were taken, all of them appended to the ring
     */
    int take(int order, int type, int wanted, int state, FrameRing to) {
        int taken = 0;
        for (int o = order; o <= MAX_ORDER && taken < wanted; ) {
            int frame = area.head(o, type);
            if (frame == NO_FRAME) {
                o++;
            } else {
                area.remove(frame, o);
                int blocks = Math.min(wanted - taken, 1 << (o - order));
                leave(frame, blocks << order, o, type);
                map.setStates(frame, order, blocks, state);
                to.addTail(frame, blocks, order);
                taken += blocks;
            }
        }
        return taken;
    }

    /** Frees what is left of a block of which the first pages are taken, in the largest blocks. */
    private void leave(int frame, int taken, int order, int type) {
        for (int at = taken; at < 1 << order; ) {
            int o = Integer.numberOfTrailingZeros(at);
            area.addHead(frame + at, o, type);
            at += 1 << o;
        }
    }

    private void split(int frame, int from, int to, int type) {
        for (int o = from - 1; o >= to; o--) {
            area.addHead(frame + (1 << o), o, type);
        }
    }

    /**
     * Frees a block, merging it with its buddies. Of two that merge the upper one is no head any more.
     *
     * @param type the list that the merged block goes to
     * @param toTail to the list's end in any case: at boot, when memory comes online
     */
    void free(int frame, int order, int type, boolean toTail) {
        int merged = frame;
        int o = order;
        while (o < MAX_ORDER && mergesWith(merged ^ (1 << o), o, type)) {
            int buddy = merged ^ (1 << o);
            area.remove(buddy, o);
            map.clearState(merged | buddy);
            merged &= buddy;
            o++;
        }
        area.add(merged, o, type, toTail || mergeLikely(merged, o));
    }

    /**
     * Frees neighbouring blocks of one order and type, ascending. Those that make up a larger block between them merge
     * with nothing else before they are whole, and leave no trace on the lists: it is freed at once.
     */
    void freeRun(int frame, int end, int order, int type) {
        for (int at = frame; at < end; ) {
            int o = order;
            while (at + (2 << o) <= end && o < PAGEBLOCK_ORDER && (at & (1 << o)) == 0) {
                o++;
            }
            if (o > order) {
                map.clearStates(at + (1 << order), at + (1 << o), order);
            }
            free(at, o, type, false);
            at += 1 << o;
        }
    }

    private boolean mergesWith(int buddy, int order, int type) {
        return area.isFree(buddy, order) && (order < PAGEBLOCK_ORDER || mixes(type, map.migrateType(buddy)));
    }

    /** Whole pageblocks merge only when both are ordinary, so that reserved and isolated ones stay apart. */
    private static boolean mixes(int type, int buddyType) {
        return type == buddyType || (type < MigrateType.PCP_TYPES && buddyType < MigrateType.PCP_TYPES);
    }

    /** The buddy of the next larger block is free already: better leave this one for last, it may merge twice. */
    private boolean mergeLikely(int frame, int order) {
        if (order >= MAX_ORDER - 1) {
            return false;
        }
        int parent = frame & ~(1 << order);
        return area.isFree(parent ^ (2 << order), order + 1);
    }

    /** Takes the largest block up to the order, of the first type that has any; when all are larger, a part of one. */
    Optional<Block> isolate(int most) {
        for (int type : MOVABLE_FIRST) {
            int order = largest(most, type);
            int frame = smallest(order, type);
            if (frame != NO_FRAME) {
                return Optional.of(new Block(map.pfn(frame), order, type));
            }
        }
        return Optional.empty();
    }

    /** The order of the largest free block of the type up to the order; that order when there is none. */
    private int largest(int most, int type) {
        int order = most;
        while (order > 0 && area.head(order, type) == NO_FRAME) {
            order--;
        }
        return area.head(order, type) == NO_FRAME ? most : order;
    }
}
