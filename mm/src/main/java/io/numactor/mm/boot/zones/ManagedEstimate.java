package io.numactor.mm.boot.zones;

import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneType;
import java.util.List;

/**
 * What each zone is expected to manage before memory is counted while it is freed: its RAM less the memory map, and for
 * the lowest zone less what is reserved there ({@code free_area_init_core}, 2.6.24 to 6.1). Pages.
 */
public final class ManagedEstimate {
    /** sizeof(struct page) on x86-32, 6.1. */
    private static final long PAGE_STRUCT_BYTES_32 = 40;

    private ManagedEstimate() {}

    /** The machine's estimate on x86-32: HighMem's descriptors lie elsewhere, nothing is taken off for reservations. */
    public static long totalPages32(List<NodeLayout> nodes) {
        return nodes.stream()
                .flatMap(node -> node.zones().stream())
                .mapToLong(zone -> zone.present() - (isHigh(zone.type(), nodes) ? 0 : descriptorPages32(zone)))
                .sum();
    }

    /** Of {@link #totalPages32} what the kernel can use for itself: HighMem's descriptors are taken off here. */
    public static long kernelPages32(List<NodeLayout> nodes) {
        return nodes.stream()
                .flatMap(node -> node.zones().stream())
                .mapToLong(zone -> (isHigh(zone.type(), nodes) ? 0 : zone.present()) - descriptorPages32(zone))
                .sum();
    }

    /** HighMem, and Movable where it is cut from HighMem. */
    public static boolean isHigh(ZoneType type, List<NodeLayout> nodes) {
        return type == ZoneType.HIGHMEM
                || (type == ZoneType.MOVABLE
                        && nodes.stream()
                                .anyMatch(node -> node.zone(ZoneType.HIGHMEM).spanned() > 0));
    }

    private static long descriptorPages32(ZoneLayout zone) {
        long present = zone.present();
        long described = zone.spanned() > present + (present >> 4) ? present : zone.spanned();
        return Memblock.roundUp(described * PAGE_STRUCT_BYTES_32, Memblock.PAGE_BYTES) >> PfnRange.PAGE_SHIFT;
    }

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
    public static long dmaReserve(List<NodeLayout> nodes) {
        return nodes.stream()
                .map(node -> node.zone(ZoneType.DMA))
                .mapToLong(dma -> dma.present() - pages(dma.free()))
                .sum();
    }

    public static long ofZone(KernelVersion kernel, ZoneLayout zone, long dmaReserve) {
        long present = zone.present();
        long memmap = kernel.memmapPages(zone.spanned(), present);
        long estimate = present >= memmap ? present - memmap : present;
        return zone.type() == ZoneType.DMA && estimate > dmaReserve ? estimate - dmaReserve : estimate;
    }

    private static long pages(List<PfnRange> ranges) {
        return ranges.stream().mapToLong(PfnRange::pages).sum();
    }
}
