package io.numactor.mm.machine;

import java.util.Locale;

/** What is computed over the whole machine, and so may change everywhere at once. */
public enum Recomputed {
    /** Which pages a zone and its node span. */
    SPANS,
    /** Pages that a zone's allocator has. */
    MANAGED,
    /** The nodes that are online, and those that have memory (N_MEMORY). */
    NODE_MASKS,
    /** The CPUs of each node. */
    CPU_MAPS,
    /** Zonelists of every possible node. */
    ZONELISTS,
    /** Zonelists of one node alone. */
    ONE_ZONELIST,
    /** {@code vm.min_free_kbytes}. */
    MIN_FREE_KBYTES,
    /** min, low, high and promo of every zone; boosts begin anew. */
    WATERMARKS,
    /** {@code protection} of every zone. */
    LOWMEM_RESERVE,
    /** {@code totalreserve_pages}. */
    TOTAL_RESERVE,
    /** high and batch of every pageset. */
    PAGESETS;

    /** As the documents have it, {@code lowmem reserve}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
