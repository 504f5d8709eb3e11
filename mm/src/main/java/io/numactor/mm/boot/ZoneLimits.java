package io.numactor.mm.boot;

import io.numactor.mm.page.PfnRange;
import io.numactor.mm.zone.ZoneType;
import java.util.ArrayList;
import java.util.List;

/** The pfns that each zone type may have on this machine (arch_zone_lowest/highest_possible_pfn, 6.1). */
record ZoneLimits(List<PfnRange> ranges) {
    static final long MAX_DMA_PFN = 4096;

    static ZoneLimits of(long firstPfn, long maxPfn) {
        List<PfnRange> ranges = new ArrayList<>();
        long low = firstPfn;
        for (ZoneType type : ZoneType.values()) {
            long high = type == ZoneType.MOVABLE ? low : Math.max(low, Math.min(end(type, maxPfn), maxPfn));
            ranges.add(new PfnRange(low, high));
            low = high;
        }
        return new ZoneLimits(List.copyOf(ranges));
    }

    private static long end(ZoneType type, long maxPfn) {
        return switch (type) {
            case DMA -> MAX_DMA_PFN;
            case DMA32 -> E820Table.MAX_DMA32_PFN;
            case NORMAL -> maxPfn;
            case MOVABLE, DEVICE -> 0;
        };
    }

    PfnRange of(ZoneType type) {
        return ranges.get(type.ordinal());
    }

    /** The highest zone with pfns: the one that ZONE_MOVABLE is cut from. */
    ZoneType belowMovable() {
        ZoneType highest = ZoneType.DMA;
        for (ZoneType type : ZoneType.values()) {
            highest = of(type).isEmpty() ? highest : type;
        }
        return highest;
    }

    void print(BootLog log) {
        log.line("Zone ranges:");
        for (ZoneType type : ZoneType.values()) {
            if (type != ZoneType.MOVABLE) {
                PfnRange range = of(type);
                long start = range.start() << PfnRange.PAGE_SHIFT;
                long end = range.end() << PfnRange.PAGE_SHIFT;
                log.line("  %-8s %s", type.label(), range.isEmpty() ? "empty" : BootLog.wideMem(start, end));
            }
        }
    }
}
