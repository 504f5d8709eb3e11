package io.numactor.mm.boot.numa;

import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.page.PfnRange;
import java.util.ArrayList;
import java.util.List;

/** Which memory belongs to which node, while it is being checked and tidied (numa_meminfo, 6.1). */
final class NumaMeminfo {
    /** Memory that may be left without a node before the whole configuration is dropped: 1 MiB. */
    private static final long UNCOVERED_PAGES = 256;

    private final List<NumaBlock> blocks = new ArrayList<>();

    NumaMeminfo() {}

    NumaMeminfo(List<NumaBlock> blocks) {
        this.blocks.addAll(blocks);
    }

    void add(int nid, long start, long end) {
        if (start < end) {
            blocks.add(new NumaBlock(nid, start, end));
        }
    }

    List<NumaBlock> blocks() {
        return List.copyOf(blocks);
    }

    /**
     * Leaves out ranges without memory, cuts the others to the end of memory, and joins a node's ranges where no
     * other node lies between them.
     *
     * @return false when ranges of different nodes overlap
     */
    boolean cleanup(Memblock memblock, long maxPfn, BootLog log) {
        trim(memblock, maxPfn << PfnRange.PAGE_SHIFT);
        for (int i = 0; i < blocks.size(); i++) {
            for (int j = i + 1; j < blocks.size(); j++) {
                if (!overlapAllowed(blocks.get(i), blocks.get(j), log)) {
                    return false;
                }
                if (join(i, j, log)) {
                    j--;
                }
            }
        }
        return true;
    }

    private void trim(Memblock memblock, long endOfRam) {
        blocks.removeIf(block -> !memblock.overlapsMemory(block.start(), block.end()));
        blocks.replaceAll(block -> new NumaBlock(block.nid(), block.start(), Math.min(block.end(), endOfRam)));
        blocks.removeIf(block -> block.start() >= block.end());
    }

    private static boolean overlapAllowed(NumaBlock a, NumaBlock b, BootLog log) {
        if (!a.overlaps(b.start(), b.end())) {
            return true;
        }
        String first = BootLog.mem(a.start(), a.end());
        String second = BootLog.mem(b.start(), b.end());
        if (a.nid() != b.nid()) {
            log.line("NUMA: node %d %s overlaps with node %d %s", a.nid(), first, b.nid(), second);
            return false;
        }
        log.line("NUMA: Warning: node %d %s overlaps with itself %s", a.nid(), first, second);
        return true;
    }

    private boolean join(int i, int j, BootLog log) {
        NumaBlock a = blocks.get(i);
        NumaBlock b = blocks.get(j);
        long start = Math.min(a.start(), b.start());
        long end = Math.max(a.end(), b.end());
        boolean foreign = blocks.stream().anyMatch(other -> other.nid() != a.nid() && other.overlaps(start, end));
        if (a.nid() != b.nid() || foreign) {
            return false;
        }
        log.line(
                "NUMA: Node %d %s + %s -> %s",
                a.nid(), BootLog.mem(a.start(), a.end()), BootLog.mem(b.start(), b.end()), BootLog.mem(start, end));
        blocks.set(i, new NumaBlock(a.nid(), start, end));
        blocks.remove(j);
        return true;
    }

    /** Whether all memory has a node, but for less than 1 MiB. */
    boolean coversMemory(Memblock memblock, long maxPfn, BootLog log) {
        long covered = blocks.stream()
                .mapToLong(block ->
                        memblock.ramPages(block.start() >> PfnRange.PAGE_SHIFT, block.end() >> PfnRange.PAGE_SHIFT))
                .sum();
        long ram = memblock.ramPages(0, maxPfn);
        if (ram - covered < UNCOVERED_PAGES) {
            return true;
        }
        log.line("NUMA: nodes only cover %dMB of your %dMB e820 RAM. Not used.", covered >> 8, ram >> 8);
        return false;
    }
}
