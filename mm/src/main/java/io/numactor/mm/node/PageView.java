package io.numactor.mm.node;

import io.numactor.mm.page.MigrateType;
import io.numactor.mm.topology.ZoneType;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known of one page frame.
 *
 * @param pfn its number
 * @param zone {@code page_zone()}: the zone whose span it lies in, by its RAM where spans overlap
 * @param use who has it
 * @param headPfn first page of the block that it is part of; itself when it is part of none
 * @param order of that block
 * @param type migrate type of the free list or pageset that the block is on, or of the request that it was handed out for
 * @param pageblock migrate type of its pageblock
 * @param cpu whose pageset holds it
 * @param owner who it was handed out to; 0: nobody
 */
public record PageView(
        long pfn,
        ZoneType zone,
        Use use,
        long headPfn,
        int order,
        Optional<MigrateType> type,
        MigrateType pageblock,
        OptionalInt cpu,
        long owner) {
    /** What a page frame is used for. */
    public enum Use {
        /** In the span, but no RAM, or RAM that is offline. */
        HOLE,
        /** RAM that never reached the free lists, or is the kernel's own. */
        RESERVED,
        /** On a free list. */
        FREE,
        /** In a CPU's pageset. */
        PAGESET,
        /** Handed out. */
        ALLOCATED
    }
}
