package io.numactor.mm.boot.zones;

import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.memblock.Memblock.NodeRange;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** The lines of free_area_init (4.x to 6.1). */
public class FreeAreaLog {
    /** x86-64: 128 MiB. */
    public static final long PAGES_PER_SECTION = 32768;

    /** {@code mminit_loglevel=} from which on zones are announced one by one. */
    private static final long MMINIT_TRACE = 3;

    /** How node and zone are packed into page flags: constants of the build (1024 nodes, 5 zones, no sections). */
    private static final List<String> PAGE_FLAGS_LAYOUT = List.of(
            "widths Section 0 Node 10 Zone 3 Lastcpupid 21 Kasantag 0 Gen 3 Tier 2 Flags 25",
            "shifts Section 19 Node 10 Zone 3 Lastcpupid 21 Kasantag 0",
            "pgshifts Section 0 Node 54 Zone 51 Lastcpupid 30 Kasantag 0",
            "nodezoneid Node/Zone ID: 64 -> 51",
            "usage location: 64 -> 25 layout 25 -> 25 unused 25 -> 0 page-flags");

    /** The same on x86-32: one node, 4 zones, 32 bits. */
    private static final List<String> PAGE_FLAGS_LAYOUT_32 = List.of(
            "widths Section 0 Node 0 Zone 2 Lastcpupid 0 Kasantag 0 Gen 3 Tier 2 Flags 24",
            "shifts Section 0 Node 0 Zone 2 Lastcpupid 0 Kasantag 0",
            "pgshifts Section 0 Node 0 Zone 30 Lastcpupid 0 Kasantag 0",
            "nodezoneid Node/Zone ID: 32 -> 30",
            "usage location: 32 -> 25 layout 25 -> 24 unused 24 -> 0 page-flags");

    private final BootLog log;
    private final List<NodeRange> ranges;
    private final NodeZones zones;
    private final boolean trace;
    private final KernelVersion kernel;

    public FreeAreaLog(
            KernelVersion kernel, BootLog log, List<NodeRange> ranges, NodeZones zones, CommandLine commandLine) {
        this.kernel = kernel;
        this.log = log;
        this.ranges = ranges;
        this.zones = zones;
        this.trace = commandLine.number("mminit_loglevel").orElse(0) >= MMINIT_TRACE;
    }

    /** The lines in the words of a kernel; memblock is what it is when zones are laid out. */
    public static FreeAreaLog of(
            KernelVersion kernel, BootLog log, Memblock memblock, NodeZones zones, CommandLine commandLine) {
        if (kernel.printsPfnRanges()) {
            return new PfnFreeAreaLog(kernel, log, memblock, zones, commandLine);
        }
        return kernel.printsZoneSizes()
                ? new OldFreeAreaLog(kernel, log, memblock, zones, commandLine)
                : new FreeAreaLog(kernel, log, memblock.ranges(), zones, commandLine);
    }

    public void zoneRanges(ZoneLimits limits) {
        limits.print(log);
    }

    public void movableStarts(Map<Integer, Long> starts) {
        log.line("Movable zone start for each node");
        starts.forEach((nid, start) -> log.line("  Node %d: 0x%016x", nid, start << PfnRange.PAGE_SHIFT));
    }

    public void earlyNodeRanges() {
        log.line("Early memory node ranges");
        ranges.forEach(range -> log.line("  node %3d: %s", range.nid(), wide(range.pfns())));
        if (trace) {
            List<String> layout = zones.zoneSet().equals(ZoneSet.I386) ? PAGE_FLAGS_LAYOUT_32 : PAGE_FLAGS_LAYOUT;
            layout.forEach(line -> log.line("mminit::pageflags_layout_%s", line));
        }
    }

    public final void node(int nid, boolean online) {
        PfnRange hull = zones.hull(nid);
        if (!hull.isEmpty()) {
            setup(nid, hull);
        } else if (kernel.announcesMemorylessNodes()) {
            memoryless(nid, online);
        }
    }

    private void memoryless(int nid, boolean online) {
        if (!online) {
            log.line("Initializing node %d as memoryless", nid);
        }
        log.line("Initmem setup node %d as memoryless", nid);
    }

    /** A node with memory. */
    void setup(int nid, PfnRange hull) {
        log.line("Initmem setup node %d %s", nid, wide(hull));
        for (ZoneType type : zones.zoneSet().types()) {
            PfnRange span = zones.span(nid, type);
            if (trace && !span.isEmpty()) {
                log.line(
                        "mminit::memmap_init Initialising map node %d zone %d pfns %d -> %d",
                        nid, zones.zoneSet().index(type), span.start(), span.end());
            }
        }
    }

    private static String wide(PfnRange range) {
        return BootLog.wideMem(range.start() << PfnRange.PAGE_SHIFT, range.end() << PfnRange.PAGE_SHIFT);
    }

    /** Page descriptors without RAM: they go to the zone that follows them, those at the very end to the last zone. */
    public void unavailableRanges() {
        unavailableRanges(true);
    }

    /** The same; without sections every page up to the last has a descriptor, and none behind it. */
    public void unavailableRanges(boolean sparse) {
        Set<Long> sections = new HashSet<>();
        for (NodeRange range : ranges) {
            for (long s = section(range.pfns().start());
                    s <= section(range.pfns().end() - 1);
                    s++) {
                sections.add(s);
            }
        }
        if (!sparse) {
            long last = section(ranges.get(ranges.size() - 1).pfns().end() - 1);
            LongStream.rangeClosed(0, last).forEach(sections::add);
        }
        long hole = 0;
        ZoneType lastZone = ZoneType.DMA;
        int lastNid = 0;
        for (NodeRange range : ranges) {
            for (ZoneType type : zones.zoneSet().types()) {
                if (zones.memory(range.nid(), type).isEmpty()) {
                    continue;
                }
                PfnRange part = range.pfns().intersection(zones.span(range.nid(), type));
                if (!part.isEmpty()) {
                    unavailable(range.nid(), type, hole, part.start(), sections);
                    hole = part.end();
                }
                lastZone = type;
            }
            lastNid = range.nid();
        }
        long end = sparse ? Memblock.roundUp(hole, PAGES_PER_SECTION) : hole;
        unavailable(lastNid, lastZone, hole, end, sections);
    }

    private static long section(long pfn) {
        return pfn / PAGES_PER_SECTION;
    }

    private void unavailable(int nid, ZoneType zone, long from, long to, Set<Long> sections) {
        long pages = 0;
        for (long pfn = from; pfn < to; ) {
            long next = Math.min(to, (section(pfn) + 1) * PAGES_PER_SECTION);
            pages += sections.contains(section(pfn)) ? next - pfn : 0;
            pfn = next;
        }
        if (pages > 0) {
            log.line("On node %d, zone %s: %d pages in unavailable ranges", nid, zone.label(), pages);
        }
    }
}
