package io.numactor.mm.zone;

/** What is true of an allocation that the kernel counts by, as bits. */
public final class AllocationKind {
    /** Its preferred zone is on the node that served it. */
    static final int WANTED = 1;

    /** Its CPU is of that node. */
    static final int NEAR = 2;

    /** An interleave policy chose that node. */
    static final int INTERLEAVED = 4;

    static final int COUNT = 8;

    private AllocationKind() {}

    /** The number under which a zone counts allocations of an order and kind. */
    public static int cell(int order, int kind) {
        return order * COUNT + kind;
    }

    public static int of(boolean wanted, boolean near, boolean interleaved) {
        return (wanted ? WANTED : 0) | (near ? NEAR : 0) | (interleaved ? INTERLEAVED : 0);
    }
}
