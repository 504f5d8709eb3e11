package io.numactor.mm.boot;

import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.zone.ZoneType;
import java.util.List;

/**
 * What each zone is expected to manage before memory is counted while it is freed: its RAM less the memory map, and for
 * the lowest zone less what is reserved there (Linux 6.1, {@code free_area_init_core}). Pages.
 */
public final class ManagedEstimate {
    /** sizeof(struct page) on x86-64. */
    private static final long PAGE_STRUCT_BYTES = 64;

    private ManagedEstimate() {}

    /**
     * The machine's estimate over all zones: the {@code Total pages} of the first zonelist message, printed while all
     * watermarks are still 0.
     */
    public static long totalPages(List<NodeLayout> nodes) {
        long dmaReserve = dmaReserve(nodes);
        return nodes.stream()
                .flatMap(node -> node.zones().stream())
                .mapToLong(zone -> ofZone(zone, dmaReserve))
                .sum();
    }

    /** RAM below 16 MiB that is reserved when zones are laid out. */
    static long dmaReserve(List<NodeLayout> nodes) {
        return nodes.stream()
                .map(node -> node.zone(ZoneType.DMA))
                .mapToLong(dma -> dma.present() - pages(dma.free()))
                .sum();
    }

    static long ofZone(ZoneLayout zone, long dmaReserve) {
        long present = zone.present();
        long memmap = memmapPages(zone.spanned(), present);
        long estimate = present >= memmap ? present - memmap : present;
        return zone.type() == ZoneType.DMA && estimate > dmaReserve ? estimate - dmaReserve : estimate;
    }

    /** Pages of page descriptors: of the span, unless more than a sixteenth of it is holes. */
    static long memmapPages(long spanned, long present) {
        long described = spanned > present + (present >> 4) ? present : spanned;
        long pageBytes = 1L << PfnRange.PAGE_SHIFT;
        return (described * PAGE_STRUCT_BYTES + pageBytes - 1) / pageBytes;
    }

    private static long pages(List<PfnRange> ranges) {
        return ranges.stream().mapToLong(PfnRange::pages).sum();
    }
}
