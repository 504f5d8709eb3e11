package io.numactor.mm.boot.zones;

import io.numactor.mm.boot.e820.E820Table;
import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.memblock.Memblock.NodeRange;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneType;
import java.util.List;
import java.util.Map;

/** The lines of {@code free_area_init_nodes} while ranges were page frame numbers, ends exclusive (2.6.24). */
final class PfnFreeAreaLog extends OldFreeAreaLog {
    private final BootLog log;
    private final List<NodeRange> ranges;

    PfnFreeAreaLog(KernelVersion kernel, BootLog log, Memblock memblock, NodeZones zones, CommandLine commandLine) {
        super(kernel, log, memblock, zones, commandLine);
        this.log = log;
        this.ranges = memblock.ranges();
    }

    /** What the hardware allows, wherever RAM ends. */
    @Override
    public void zoneRanges(ZoneLimits limits) {
        long endOfRam =
                ranges.stream().mapToLong(range -> range.pfns().end()).max().orElse(0);
        log.line("Zone PFN ranges:");
        zoneRange(ZoneType.DMA, limits.of(ZoneType.DMA).start(), ZoneLimits.MAX_DMA_PFN);
        zoneRange(ZoneType.DMA32, ZoneLimits.MAX_DMA_PFN, E820Table.MAX_DMA32_PFN);
        zoneRange(ZoneType.NORMAL, E820Table.MAX_DMA32_PFN, Math.max(E820Table.MAX_DMA32_PFN, endOfRam));
    }

    private void zoneRange(ZoneType type, long start, long end) {
        log.line("  %-8s %8d -> %8d", type.label(), start, end);
    }

    @Override
    public void movableStarts(Map<Integer, Long> starts) {
        log.line("Movable zone start PFN for each node");
        starts.forEach((nid, start) -> log.line("  Node %d: %d", nid, start));
    }

    @Override
    public void earlyNodeRanges() {
        log.line("early_node_map[%d] active PFN ranges", ranges.size());
        for (NodeRange range : ranges) {
            log.line(
                    "  %3d: %8d -> %8d",
                    range.nid(), range.pfns().start(), range.pfns().end());
        }
    }

    @Override
    void setup(int nid, PfnRange hull) {
        sizes(nid);
    }
}
