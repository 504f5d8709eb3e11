package io.numactor.mm.boot;

import io.numactor.mm.addr.Ia32Kernel;
import io.numactor.mm.boot.input.BootRefused;
import io.numactor.mm.boot.numa.ActiveRanges;
import io.numactor.mm.boot.numa.EarlyNodes;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.page.PfnRange;

/**
 * The discontiguous x86-32 kernel of 2.6.24 keeps the page descriptors of a node at the top of that node, and maps them
 * into low virtual memory with large pages ({@code calculate_numa_remap_pages}).
 */
final class KvaRemap {
    /** sizeof(pg_data_t). */
    private static final long PG_DATA_BYTES = 4096;

    private final BootLog log;
    private final long unitPages;
    private long total;

    KvaRemap(BootLog log, Ia32Kernel kernel) {
        this.log = log;
        this.unitPages = kernel.pmdBytes() >> PfnRange.PAGE_SHIFT;
    }

    /** Takes what the node needs off its top. */
    void reserve(int nid, EarlyNodes nodes, ActiveRanges active) {
        PfnRange span = nodes.spans().getOrDefault(nid, new PfnRange(0, 0));
        long bytes = span.pages() * EarlyIa32Setup.PAGE_STRUCT_BYTES + PG_DATA_BYTES;
        long unitBytes = unitPages << PfnRange.PAGE_SHIFT;
        long pages = (bytes + unitBytes - 1) / unitBytes * unitPages;
        if (pages >= span.pages()) {
            throw new BootRefused("srat", "node " + nid + " is too small to hold its own page descriptors");
        }
        log.line("Reserving %d pages of KVA for lmem_map of node %d", pages, nid);
        long newEnd = span.end() - pages;
        log.line("Shrinking node %d from %d pages to %d pages", nid, span.end(), newEnd);
        newEnd &= -unitPages; // the end must be mapped with large pages, too
        active.shrink(nid, span.end(), newEnd);
        total += pages;
    }

    /** Pages of all nodes. */
    long total() {
        log.line("Reserving total of %d pages for numa KVA remap", total);
        return total;
    }
}
