package io.numactor.mm.node;

import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneType;
import java.util.List;

/**
 * One zone of one node as boot found it; an empty zone has spanned 0 and start pfn 0.
 *
 * @param type which zone
 * @param startPfn first page frame number of the span
 * @param spanned pages from the first to the last, holes included
 * @param memory the zone's RAM, ascending, disjoint: its pages sum up to {@link #present()}
 * @param free what the buddy allocator has when watermarks are computed, ascending, disjoint, inside {@code memory}: all
 *     that memblock hands to it in mem_init, and the SMP alternatives, which follow right after SMP bring-up
 * @param freedLater what is freed after watermarks were computed (initrd, init sections), ascending, disjoint
 */
public record ZoneLayout(
        ZoneType type,
        long startPfn,
        long spanned,
        List<PfnRange> memory,
        List<PfnRange> free,
        List<PfnRange> freedLater) {
    public ZoneLayout {
        memory = List.copyOf(memory);
        free = List.copyOf(free);
        freedLater = List.copyOf(freedLater);
    }

    public static ZoneLayout empty(ZoneType type) {
        return new ZoneLayout(type, 0, 0, List.of(), List.of(), List.of());
    }

    /** Pages of RAM in the span: {@code present_pages}. */
    public long present() {
        return memory.stream().mapToLong(PfnRange::pages).sum();
    }

    public boolean isPopulated() {
        return present() != 0;
    }
}
