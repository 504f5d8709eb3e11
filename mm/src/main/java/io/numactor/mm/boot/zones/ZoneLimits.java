package io.numactor.mm.boot.zones;

import io.numactor.mm.boot.e820.E820Table;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import java.util.ArrayList;
import java.util.List;

/**
 * The pfns that each zone type may have on this machine (arch_zone_lowest/highest_possible_pfn, 6.1).
 *
 * @param zones the kernel's zone types
 * @param ranges one for each of them
 */
public record ZoneLimits(ZoneSet zones, List<PfnRange> ranges) {
    static final long MAX_DMA_PFN = 4096;

    /** x86-64: DMA to 16 MiB, DMA32 to 4 GiB, Normal to the end of RAM. */
    public static ZoneLimits of(long firstPfn, long maxPfn) {
        return of(ZoneSet.X86_64, firstPfn, maxPfn, maxPfn);
    }

    /**
     * Limits of a kernel with these zone types.
     *
     * @param lowEnd where Normal ends: on x86-32 the end of what the kernel maps
     */
    public static ZoneLimits of(ZoneSet zones, long firstPfn, long lowEnd, long maxPfn) {
        List<PfnRange> ranges = new ArrayList<>();
        long low = firstPfn;
        for (ZoneType type : zones.types()) {
            long high = switch (type) {
                case DMA -> MAX_DMA_PFN;
                case DMA32 -> E820Table.MAX_DMA32_PFN;
                case NORMAL -> lowEnd;
                case HIGHMEM -> maxPfn;
                case MOVABLE, DEVICE -> 0;
            };
            high = Math.max(low, Math.min(high, maxPfn));
            ranges.add(new PfnRange(low, high));
            low = high;
        }
        return new ZoneLimits(zones, List.copyOf(ranges));
    }

    public PfnRange of(ZoneType type) {
        return zones.has(type) ? ranges.get(zones.index(type)) : new PfnRange(0, 0);
    }

    /** The highest zone with pfns: the one that ZONE_MOVABLE is cut from. */
    ZoneType belowMovable() {
        ZoneType highest = ZoneType.DMA;
        for (ZoneType type : zones.types()) {
            highest = of(type).isEmpty() ? highest : type;
        }
        return highest;
    }

    public void print(BootLog log) {
        log.line("Zone ranges:");
        for (ZoneType type : zones.types()) {
            if (type != ZoneType.MOVABLE) {
                PfnRange range = of(type);
                long start = range.start() << PfnRange.PAGE_SHIFT;
                long end = range.end() << PfnRange.PAGE_SHIFT;
                log.line("  %-8s %s", type.label(), range.isEmpty() ? "empty" : BootLog.wideMem(start, end));
            }
        }
    }
}
