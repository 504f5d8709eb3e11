package io.numactor.mm.zone;

import static io.numactor.mm.page.MemMap.NO_FRAME;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.page.FrameRing;
import io.numactor.mm.page.MigrateType;
import java.util.Optional;

/**
 * The way to and from one zone's free lists, past its pagesets (6.1 {@code rmqueue_buddy}, {@code rmqueue_bulk}, {@code
 * free_pcppages_bulk}): a type that has no block steals one, and whatever comes or goes is counted.
 */
final class FreePath {
    private static final int HIGHATOMIC = MigrateType.HIGHATOMIC.ordinal();

    private final Zone zone;
    private final Buddy buddy;
    private final Fallback fallback;
    private final FreePages freePages;

    FreePath(Zone zone, Buddy buddy, Fallback fallback, FreePages freePages) {
        this.zone = zone;
        this.buddy = buddy;
        this.fallback = fallback;
        this.freePages = freePages;
    }

    /** Takes one block; {@link io.numactor.mm.page.MemMap#NO_FRAME} when there is none to be had. */
    int take(int cpu, int order, int type, int flags) {
        int frame = NO_FRAME;
        if ((flags & AllocFlags.HIGHATOMIC) != 0) {
            frame = buddy.smallest(order, HIGHATOMIC);
        }
        if (frame == NO_FRAME) {
            frame = ownOrStolen(order, type, flags);
        }
        if (frame == NO_FRAME && (flags & (AllocFlags.OOM | AllocFlags.NON_BLOCK)) != 0) {
            frame = buddy.smallest(order, HIGHATOMIC);
        }
        if (frame != NO_FRAME) {
            freePages.add(cpu, -(1L << order));
        }
        return frame;
    }

    private int ownOrStolen(int order, int type, int flags) {
        int frame = buddy.smallest(order, type);
        while (frame == NO_FRAME && fallback.steal(zone, order, type, flags)) {
            frame = buddy.smallest(order, type);
        }
        return frame;
    }

    /**
     * Takes up to {@code wanted} blocks one after the other.
     *
     * @param state of each block taken
     * @return how many were appended to the ring
     */
    int take(int cpu, int order, int type, int wanted, int flags, int state, FrameRing to) {
        int taken = buddy.take(order, type, wanted, state, to);
        while (taken < wanted && fallback.steal(zone, order, type, flags)) {
            taken += buddy.take(order, type, wanted - taken, state, to);
        }
        if (taken > 0) {
            freePages.add(cpu, -((long) taken << order));
        }
        return taken;
    }

    void free(int frame, int order, int type, int cpu) {
        buddy.free(frame, order, type, false);
        freePages.add(cpu, 1L << order);
    }

    /** Frees neighbouring blocks, one after the other: those of the order that begin in [{@code frame}, {@code end}). */
    void freeRun(int frame, int end, int order, int type, int cpu) {
        buddy.freeRun(frame, end, order, type);
        freePages.addEach(cpu, 1 << order, (end - frame) >> order);
    }

    /** Takes the largest block up to the order, a movable one if there is any, whatever it is kept for. */
    Optional<Block> isolate(int cpu, int most) {
        Optional<Block> taken = buddy.isolate(most);
        taken.ifPresent(block -> freePages.add(cpu, -(1L << block.order())));
        return taken;
    }
}
