package io.numactor.mm.boot;

import io.numactor.mm.addr.Fixmap;
import io.numactor.mm.addr.Ia32AddressSpace;
import io.numactor.mm.boot.e820.E820Table;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.numa.ActiveRange;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.boot.zones.ZoneLimits;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneType;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The boot lines of 2.6.24 in that kernel's words, x86-32 and AMD64. */
final class EarlyLog {
    private final BootLog log;

    EarlyLog(BootLog log) {
        this.log = log;
    }

    /** {@code print_memory_map}: ends are exclusive. */
    void memoryMap(String who, E820Table e820) {
        for (MemoryMap.Entry entry : e820.entries()) {
            String type = switch (entry.type()) {
                case USABLE, RESERVED, ACPI_DATA, ACPI_NVS -> "(" + entry.type().word() + ")";
                default -> "type " + Integer.toUnsignedString(entry.type().number());
            };
            log.line(" %s: %016x - %016x %s", who, entry.start(), entry.end(), type);
        }
    }

    /** {@code free_area_init_nodes}: limits of zones, movable starts, active ranges. */
    void zones(ZoneLimits limits, Map<Integer, Long> movable, List<ActiveRange> ranges) {
        log.line("Zone PFN ranges:");
        for (ZoneType type : limits.zones().types()) {
            if (type != ZoneType.MOVABLE) {
                PfnRange range = limits.of(type);
                log.line("  %-8s %8d -> %8d", type.label(), range.start(), range.end());
            }
        }
        log.line("Movable zone start PFN for each node");
        movable.forEach((nid, pfn) -> log.line("  Node %d: %d", nid, pfn));
        log.line("early_node_map[%d] active PFN ranges", ranges.size());
        ranges.forEach(range -> log.line("%5d: %8d -> %8d", range.nid(), range.start(), range.end()));
    }

    /**
     * {@code free_area_init_core}: what of each zone the page descriptors take.
     *
     * @param pageStructBytes size of a page descriptor
     * @param dmaReserve pages of the lowest zone that are known to be taken
     */
    void node(NodeLayout node, long pageStructBytes, long dmaReserve) {
        log.line("On node %d totalpages: %d", node.nid(), node.present());
        boolean lowest = true;
        for (ZoneLayout zone : node.zones()) {
            log.line("  %s zone: %d pages used for memmap", zone.type().label(), memmap(zone, pageStructBytes));
            if (lowest) {
                log.line("  %s zone: %d pages reserved", zone.type().label(), dmaReserve);
            }
            long left = left(zone, pageStructBytes, lowest ? dmaReserve : 0);
            if (left > 0) {
                log.line("  %s zone: %d pages, LIFO batch:%d", zone.type().label(), left, batch(left));
            }
            lowest = false;
        }
    }

    private static long memmap(ZoneLayout zone, long pageStructBytes) {
        return (zone.spanned() * pageStructBytes) >> PfnRange.PAGE_SHIFT;
    }

    private static long left(ZoneLayout zone, long pageStructBytes, long reserve) {
        return Math.max(0, zone.present() - memmap(zone, pageStructBytes) - reserve);
    }

    /** {@code present_pages} of all zones together: the machine's total while all marks are 0. */
    static long totalPages(List<NodeLayout> nodes, long pageStructBytes, long dmaReserve) {
        long total = nodes.stream()
                .flatMap(node -> node.zones().stream())
                .mapToLong(zone -> left(zone, pageStructBytes, 0))
                .sum();
        return total - dmaReserve;
    }

    /** {@code zone_batchsize}: not clamped, so that small zones have 0. */
    static long batch(long present) {
        long share = Math.max(1, Math.min(present / 1024, 128) / 4);
        return Long.highestOneBit(share + share / 2) - 1;
    }

    /** {@code mem_init} of x86-32: {@code virtual kernel memory layout}. */
    void layout(Ia32AddressSpace space, KernelImage image) {
        long kmapEnd = space.kernel().pkmapBase() + space.kernel().lastPkmap() * Memblock.PAGE_BYTES;
        log.line("virtual kernel memory layout:");
        range("    fixmap  ", space.kernel().fixmap().start(), Fixmap.TOP, 10, "kB");
        if (space.kernel().highMem()) {
            range("    pkmap   ", space.kernel().pkmapBase(), kmapEnd, 10, "kB");
        }
        range("    vmalloc ", space.vmallocStart(), space.kernel().vmallocEnd(), 20, "MB");
        range("    lowmem  ", space.pageOffset(), space.highMemory(), 20, "MB");
        range(
                "      .init ",
                space.va(image.init().start()),
                space.va(image.init().end()),
                10,
                "kB");
        range(
                "      .data ",
                space.va(image.data().start()),
                space.va(image.data().end()),
                10,
                "kB");
        range(
                "      .text ",
                space.va(image.text().start()),
                space.va(image.text().end()),
                10,
                "kB");
    }

    private void range(String name, long start, long end, int shift, String unit) {
        log.line("%s: 0x%08x - 0x%08x   (%4d %s)", name, start, end, (end - start) >> shift, unit);
    }

    /** {@code Built 1 zonelists in Zone order, mobility grouping on.  Total pages: 260080}, without NUMA. */
    static String builtWithoutNuma(long totalPages) {
        return String.format(
                Locale.ROOT,
                "Built 1 zonelists in Zone order, mobility grouping %s.  Total pages: %d",
                ZonelistLog.groupsByMobility(totalPages) ? "on" : "off",
                totalPages);
    }
}
