package io.numactor.mm.boot.zones;

import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneType;
import java.util.List;

/**
 * The lines of {@code free_area_init_nodes} while it said how large zones are (until 5.12), and nothing of pages that
 * are not there.
 */
class OldFreeAreaLog extends FreeAreaLog {
    private static final PfnRange BELOW_16_MIB = new PfnRange(0, 4096);

    private final BootLog log;
    private final KernelVersion kernel;
    private final NodeZones zones;
    private final long dmaReserve;

    OldFreeAreaLog(KernelVersion kernel, BootLog log, Memblock memblock, NodeZones zones, CommandLine commandLine) {
        super(kernel, log, memblock.ranges(), zones, commandLine);
        this.log = log;
        this.kernel = kernel;
        this.zones = zones;
        List<PfnRange> ram =
                memblock.ranges().stream().map(Memblock.NodeRange::pfns).toList();
        this.dmaReserve = pages(NodeZones.pieces(ram, List.of(BELOW_16_MIB)))
                - pages(NodeZones.pieces(memblock.freeRanges(), List.of(BELOW_16_MIB)));
    }

    @Override
    void setup(int nid, PfnRange hull) {
        super.setup(nid, hull);
        sizes(nid);
    }

    @Override
    public final void unavailableRanges() {}

    final void sizes(int nid) {
        long total = 0;
        for (ZoneType type : zones.zoneSet().types()) {
            total += pages(zones.memory(nid, type));
        }
        log.line("On node %d totalpages: %d", nid, total);
        for (ZoneType type : zones.zoneSet().types()) {
            if (type != ZoneType.DEVICE) {
                zone(nid, type);
            }
        }
    }

    private void zone(int nid, ZoneType type) {
        long ram = pages(zones.memory(nid, type));
        long memmap = kernel.memmapPages(zones.span(nid, type).pages(), ram);
        long left = ram;
        if (ram < memmap) {
            log.line("  %s zone: %d pages exceeds realsize %d", type.label(), memmap, ram);
        } else {
            left -= memmap;
            if (memmap > 0 || kernel.printsEmptyMemmaps()) {
                log.line("  %s zone: %d pages used for memmap", type.label(), memmap);
            }
        }
        if (type == ZoneType.DMA && left > dmaReserve) {
            left -= dmaReserve;
            log.line("  %s zone: %d pages reserved", type.label(), dmaReserve);
        }
        long present = kernel.presentPages(ram, left);
        if (present > 0) {
            int batch = kernel.pagesets().batch(left);
            log.line("  %s zone: %d pages, LIFO batch:%d", type.label(), present, batch);
        }
    }

    private static long pages(List<PfnRange> ranges) {
        return ranges.stream().mapToLong(PfnRange::pages).sum();
    }
}
