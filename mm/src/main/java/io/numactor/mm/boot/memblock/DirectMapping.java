package io.numactor.mm.boot.memblock;

import io.numactor.mm.page.PfnRange;
import java.util.HashSet;
import java.util.Set;

/**
 * The page tables of the direct mapping (init_mem_mapping, 6.1): built before any other allocation, from twelve pages
 * set aside behind the kernel image and, when those are used up or are themselves being mapped, from the top of what
 * is mapped so far. Mapping with 4 KiB and 2 MiB pages is assumed: whether a CPU knows 1 GiB pages is not known here.
 */
public final class DirectMapping {
    public static final int PGT_BUF_PAGES = 12;

    private static final long PMD_BYTES = 1L << 21;
    private static final long GIB_BYTES = 1L << 30;
    private static final long PUD_TABLE_BYTES = 1L << 39;
    private static final long ISA_END = 1L << 20;

    private final Memblock memblock;
    private final long pgtBufTop;
    private final Set<Long> pudTables = new HashSet<>();
    private final Set<Long> pmdTables = new HashSet<>();
    private final Set<Long> pteTables = new HashSet<>();
    private long pgtBufEnd;
    private boolean canUseBuffer = true;
    private long minMapped;
    private long maxMapped;

    private DirectMapping(Memblock memblock, long pgtBufStart) {
        this.memblock = memblock;
        this.pgtBufEnd = pgtBufStart;
        this.pgtBufTop = pgtBufStart + PGT_BUF_PAGES * Memblock.PAGE_BYTES;
    }

    /** Maps all memory below {@code end}, reserving the pages that the tables take. */
    public static void init(Memblock memblock, long pgtBufStart, long kernelEnd, long end) {
        DirectMapping mapping = new DirectMapping(memblock, pgtBufStart);
        mapping.mapRange(0, ISA_END);
        if (memblock.isBottomUp()) {
            mapping.bottomUp(Memblock.roundUp(kernelEnd, PMD_BYTES), end);
            mapping.bottomUp(ISA_END, Memblock.roundUp(kernelEnd, PMD_BYTES));
        } else {
            mapping.topDown(ISA_END, end);
        }
    }

    private void topDown(long start, long end) {
        long top = memblock.find(PMD_BYTES, PMD_BYTES, start, end, Memblock.ANY_NODE)
                        .orElse(Math.max(start, end & -PMD_BYTES) - PMD_BYTES)
                + PMD_BYTES;
        long step = PMD_BYTES;
        long mapped = 0;
        maxMapped = 0;
        minMapped = top;
        for (long last = top; last > start; ) {
            long from = last > step ? Math.max(start, (last - 1) & -step) : start;
            mapped += mapWindow(from, last);
            last = from;
            minMapped = last;
            step = mapped >= step ? nextStep(step) : step;
        }
        if (top < end) {
            mapWindow(top, end);
        }
    }

    private void bottomUp(long start, long end) {
        long step = PMD_BYTES;
        long mapped = 0;
        minMapped = start;
        for (long from = start; from < end; ) {
            long to = end - from > step ? Math.min(end, Memblock.roundUp(from + 1, step)) : end;
            mapped += mapWindow(from, to);
            from = to;
            step = mapped >= step ? nextStep(step) : step;
        }
    }

    /** Steps grow 256-fold, so that the tables of one step fit into what the last one mapped. */
    private static long nextStep(long step) {
        return Math.min(step << 8, 1L << 46);
    }

    private long mapWindow(long start, long end) {
        long mapped = 0;
        for (Memblock.NodeRange range : memblock.ranges()) {
            long from = Math.max(start, range.pfns().start() << PfnRange.PAGE_SHIFT);
            long to = Math.min(end, range.pfns().end() << PfnRange.PAGE_SHIFT);
            if (from < to) {
                canUseBuffer = Math.max(from, pgtBufEnd) >= Math.min(to, pgtBufTop);
                mapRange(from, to);
                mapped += to - from;
            }
        }
        return mapped;
    }

    private void mapRange(long start, long end) {
        long headEnd = Math.min(end, Memblock.roundUp(start, PMD_BYTES));
        long tailStart = Math.max(headEnd, end & -PMD_BYTES);
        tables(start, end);
        smallPages(start, headEnd);
        smallPages(tailStart, end);
        maxMapped = Math.max(maxMapped, end);
    }

    private void tables(long start, long end) {
        for (long at = start & -PUD_TABLE_BYTES; at < end; at += PUD_TABLE_BYTES) {
            table(pudTables, at);
        }
        for (long at = start & -GIB_BYTES; at < end; at += GIB_BYTES) {
            table(pmdTables, at);
        }
    }

    /** A 2 MiB page is used even for a part of it, where all of it is memory. */
    private void smallPages(long start, long end) {
        long first = start & -PMD_BYTES;
        if (start < end && !memblock.isMemory(first, first + PMD_BYTES)) {
            table(pteTables, first);
        }
    }

    private void table(Set<Long> known, long start) {
        if (!known.add(start)) {
            return;
        }
        if (canUseBuffer && pgtBufEnd < pgtBufTop) {
            pgtBufEnd += Memblock.PAGE_BYTES;
            return;
        }
        memblock.allocExact(Memblock.PAGE_BYTES, Memblock.PAGE_BYTES, minMapped, maxMapped, Memblock.ANY_NODE);
    }
}
