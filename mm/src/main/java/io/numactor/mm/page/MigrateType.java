package io.numactor.mm.page;

/** How freely a page may be moved: pages of one kind are kept in pageblocks of their own (6.1, without CMA). */
public enum MigrateType {
    UNMOVABLE("Unmovable"),
    MOVABLE("Movable"),
    RECLAIMABLE("Reclaimable"),
    HIGHATOMIC("HighAtomic"),
    ISOLATE("Isolate");

    /** Types that have per-CPU lists: the first three. */
    public static final int PCP_TYPES = 3;

    private static final MigrateType[] VALUES = values();

    private final String label;

    MigrateType(String label) {
        this.label = label;
    }

    /** The name that /proc/pagetypeinfo prints. */
    public String label() {
        return label;
    }

    public static MigrateType of(int index) {
        return VALUES[index];
    }

    public static int count() {
        return VALUES.length;
    }
}
