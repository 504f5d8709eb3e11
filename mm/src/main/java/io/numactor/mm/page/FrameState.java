package io.numactor.mm.page;

/**
 * What a {@link MemMap} keeps of the first frame of a block, packed into 14 bits: order (4), kind (3), zone index (3),
 * migrate type (3), page cache (1). All other frames of a block, reserved frames and holes are 0.
 *
 * <p>Because the zone is part of it, "the buddy is free, of this order and in this zone" is one comparison.
 */
public final class FrameState {
    /** Not the first frame of any block: reserved, a hole, or inside a block. */
    public static final int NONE = 0;

    /** On a free list; the type is that of the list. */
    public static final int FREE = 1 << 4;

    /** In a per-CPU pageset; the type is the one that it goes back to the free lists with. */
    public static final int PAGESET = 2 << 4;

    /** Handed out; the type is the request's. */
    public static final int ALLOCATED = 3 << 4;

    /** Handed out as page cache, which reclaim may take back: one bit more. */
    public static final int RECLAIMABLE = 1 << 13;

    /** All of a state lies below this bit. */
    public static final int BITS = 14;

    private static final int ORDER_MASK = 0xf;
    private static final int KIND_MASK = 7 << 4;
    private static final int ZONE_SHIFT = 7;
    private static final int ZONE_MASK = 7 << ZONE_SHIFT;
    private static final int TYPE_SHIFT = 10;
    private static final int BUT_TYPE_MASK = (1 << TYPE_SHIFT) - 1;

    private FrameState() {}

    public static int of(int kind, int order, int zone, int type) {
        return kind | order | zone << ZONE_SHIFT | type << TYPE_SHIFT;
    }

    /** A block handed out. */
    public static int allocated(int order, int zone, int type) {
        return of(ALLOCATED, order, zone, type);
    }

    /** The same block in a pageset, or on its way there. */
    static int released(int state, int type) {
        return state & (ORDER_MASK | ZONE_MASK) | PAGESET | type << TYPE_SHIFT;
    }

    public static int order(int state) {
        return state & ORDER_MASK;
    }

    public static int kind(int state) {
        return state & KIND_MASK;
    }

    /** Whether this is a block handed out, of exactly that order. */
    public static boolean isAllocated(int state, int order) {
        return (state & (KIND_MASK | ORDER_MASK)) == (ALLOCATED | order);
    }

    /** Whether this is a block handed out. */
    public static boolean isAllocated(int state) {
        return (state & KIND_MASK) == ALLOCATED;
    }

    /** Zone index. */
    public static int zone(int state) {
        return (state >>> ZONE_SHIFT) & 7;
    }

    /** Ordinal of the {@link MigrateType}. */
    public static int type(int state) {
        return (state >>> TYPE_SHIFT) & 7;
    }

    /** Whether this is a block handed out as page cache. */
    public static boolean isReclaimable(int state) {
        return (state & RECLAIMABLE) != 0;
    }

    /** Whether this is a free block of exactly that order in that zone, on whichever list. */
    public static boolean isFree(int state, int order, int zone) {
        return (state & BUT_TYPE_MASK) == (FREE | order | zone << ZONE_SHIFT);
    }
}
