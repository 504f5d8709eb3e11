package io.numactor.mm.boot;

import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.zone.ZoneType;
import java.util.List;

/**
 * What each zone is expected to manage before memory is counted while it is freed: its RAM less the memory map, and for
 * the lowest zone less what is reserved there ({@code free_area_init_core}, 2.6.24 to 6.1). Pages.
 */
public final class ManagedEstimate {
    private ManagedEstimate() {}

    /**
     * The machine's estimate over all zones: the {@code Total pages} of the first zonelist message, printed while all
     * watermarks are still 0.
     */
    public static long totalPages(KernelVersion kernel, List<NodeLayout> nodes) {
        long dmaReserve = dmaReserve(nodes);
        return nodes.stream()
                .flatMap(node -> node.zones().stream())
                .mapToLong(zone -> ofZone(kernel, zone, dmaReserve))
                .sum();
    }

    /** Each zone of one of these nodes, by index. */
    public static List<Long> ofNode(KernelVersion kernel, List<NodeLayout> nodes, NodeLayout node) {
        long dmaReserve = dmaReserve(nodes);
        return node.zones().stream()
                .map(zone -> ofZone(kernel, zone, dmaReserve))
                .toList();
    }

    /** RAM below 16 MiB that is reserved when zones are laid out. */
    static long dmaReserve(List<NodeLayout> nodes) {
        return nodes.stream()
                .map(node -> node.zone(ZoneType.DMA))
                .mapToLong(dma -> dma.present() - pages(dma.free()))
                .sum();
    }

    static long ofZone(KernelVersion kernel, ZoneLayout zone, long dmaReserve) {
        long present = zone.present();
        long memmap = kernel.memmapPages(zone.spanned(), present);
        long estimate = present >= memmap ? present - memmap : present;
        return zone.type() == ZoneType.DMA && estimate > dmaReserve ? estimate - dmaReserve : estimate;
    }

    private static long pages(List<PfnRange> ranges) {
        return ranges.stream().mapToLong(PfnRange::pages).sum();
    }
}
