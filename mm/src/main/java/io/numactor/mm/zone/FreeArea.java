package io.numactor.mm.zone;

import static io.numactor.mm.page.MemMap.MAX_ORDER;

import io.numactor.mm.page.FrameState;
import io.numactor.mm.page.FreeList;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;
import java.util.Arrays;

/**
 * The free blocks of one zone: a list for each order and migrate type ({@code struct free_area}, 6.1). The head of a
 * list is handed out next. The list that a block is on says nothing about the type of its pageblock.
 */
final class FreeArea implements BlockSupply {
    static final int ORDERS = MAX_ORDER + 1;
    private static final int TYPES = MigrateType.count();

    private final MemMap map;
    private final int zone;
    private final FreeList[] lists = new FreeList[ORDERS * TYPES];

    /** @param zone index of the zone, to tell its blocks from those of other zones */
    FreeArea(MemMap map, int zone) {
        this.map = map;
        this.zone = zone;
        Arrays.setAll(
                lists, list -> new FreeList(map, FrameState.of(FrameState.FREE, list / TYPES, zone, list % TYPES)));
    }

    private FreeList list(int order, int type) {
        return lists[order * TYPES + type];
    }

    /** The block that would be handed out next, or {@link MemMap#NO_FRAME}. */
    int head(int order, int type) {
        return list(order, type).head();
    }

    /** Free blocks of the order, of all types. */
    long nrFree(int order) {
        long blocks = 0;
        for (int type = 0; type < TYPES; type++) {
            blocks += nrFree(order, type);
        }
        return blocks;
    }

    long nrFree(int order, int type) {
        return list(order, type).size();
    }

    /** Pages in all free blocks. */
    long pages() {
        long pages = 0;
        for (int order = 0; order < ORDERS; order++) {
            pages += nrFree(order) << order;
        }
        return pages;
    }

    /** Whether a free block of exactly this order in this zone begins at the frame. */
    boolean isFree(int frame, int order) {
        return FrameState.isFree(map.state(frame), order, zone);
    }

    void add(int frame, int order, int type, boolean toTail) {
        list(order, type).add(frame, toTail);
    }

    void addHead(int frame, int order, int type) {
        list(order, type).addHead(frame);
    }

    void addTail(int frame, int order, int type) {
        list(order, type).addTail(frame);
    }

    /** Takes the block off whichever list it is on; the caller says what its first frame is from now on. */
    void remove(int frame, int order) {
        list(order, FrameState.type(map.state(frame))).remove(frame);
    }

    /** Puts a free block at the tail of another type's list. */
    void moveToTail(int frame, int order, int type) {
        remove(frame, order);
        list(order, type).addTail(frame);
    }

    /** The blocks of a list, from the head on. */
    int[] frames(int order, int type) {
        return list(order, type).frames();
    }

    @Override
    public boolean hasBlock(int order, boolean alsoHighAtomic) {
        for (int o = order; o < ORDERS; o++) {
            if (hasUsable(o, alsoHighAtomic)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasUsable(int order, boolean alsoHighAtomic) {
        for (int type = 0; type < MigrateType.PCP_TYPES; type++) {
            if (nrFree(order, type) > 0) {
                return true;
            }
        }
        return alsoHighAtomic && nrFree(order, MigrateType.HIGHATOMIC.ordinal()) > 0;
    }
}
