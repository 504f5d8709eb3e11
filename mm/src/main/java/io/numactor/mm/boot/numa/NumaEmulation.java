package io.numactor.mm.boot.numa;

import io.numactor.mm.boot.e820.E820Table;
import io.numactor.mm.boot.input.CommandLine.Leading;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.NodeMask;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@code numa=fake=}: cuts the machine's nodes into smaller ones (x86-64, 6.1). The forms are a number of nodes
 * ({@code 4}), a size ({@code 512M}) and a number of pieces of each node ({@code 2U}); distances may follow a colon.
 */
final class NumaEmulation {
    private static final long MIN_BYTES = 32L << 20;
    private static final long DMA32_END = E820Table.MAX_DMA32_PFN << PfnRange.PAGE_SHIFT;

    /**
     * The machine after the cuts.
     *
     * @param meminfo what each fake node has
     * @param physicalOf fake node -> the node it was cut from
     * @param distances the text of the distance list, without the colon; empty when none was given
     */
    record Result(NumaMeminfo meminfo, Map<Integer, Integer> physicalOf, String distances) {}

    private final Memblock memblock;
    private final long ramEnd;
    private final BootLog log;
    private final List<NumaBlock> left;
    private final List<NumaBlock> fakes = new ArrayList<>();
    private final TreeMap<Integer, Integer> physicalOf = new TreeMap<>();

    private NumaEmulation(NumaMeminfo physical, Memblock memblock, long maxPfn, BootLog log) {
        this.memblock = memblock;
        this.ramEnd = maxPfn << PfnRange.PAGE_SHIFT;
        this.log = log;
        this.left = new ArrayList<>(physical.blocks());
    }

    /** Cuts as {@code option} says; empty where that cannot be done and the machine stays as it is. */
    static Optional<Result> run(
            String option,
            NumaMeminfo physical,
            Collection<Integer> nodes,
            Memblock memblock,
            long maxPfn,
            BootLog log) {
        NumaEmulation emulation = new NumaEmulation(physical, memblock, maxPfn, log);
        Leading number = option.contains("U") || !hasSize(option) ? Leading.number(option) : Leading.bytes(option);
        if (!emulation.cut(option, number.value(), new TreeSet<>(nodes))) {
            return Optional.empty();
        }
        NumaMeminfo fake = new NumaMeminfo(emulation.fakes);
        if (!fake.cleanup(memblock, maxPfn, log)) {
            log.line("NUMA: Warning: constructed meminfo invalid, disabling emulation");
            return Optional.empty();
        }
        String distances = number.rest().startsWith(":") ? number.rest().substring(1) : "";
        return Optional.of(new Result(fake, Map.copyOf(emulation.physicalOf), distances));
    }

    private static boolean hasSize(String option) {
        return option.contains("M") || option.contains("G");
    }

    private boolean cut(String option, long number, SortedSet<Integer> nodes) {
        if (option.contains("U")) {
            return cutUniformly((int) number, nodes.size());
        }
        return hasSize(option) ? cutBySize(number, nodes) : cutIntoNodes(number, nodes);
    }

    private boolean cutIntoNodes(long wanted, SortedSet<Integer> nodes) {
        if (wanted <= 0) {
            return false;
        }
        if (wanted > NodeMask.MAX_NUMNODES) {
            log.line("numa=fake=%d too large, reducing to %d", wanted, NodeMask.MAX_NUMNODES);
        }
        int count = (int) Math.min(wanted, NodeMask.MAX_NUMNODES);
        long exact = ((ram(0, ramEnd) >> PfnRange.PAGE_SHIFT) / count) << PfnRange.PAGE_SHIFT;
        long big = exact % MIN_BYTES * count / MIN_BYTES;
        long size = exact & -MIN_BYTES;
        if (size == 0) {
            log.line("Not enough memory for each node.  NUMA emulation disabled.");
            return false;
        }
        roundRobin(nodes, count, 0, (block, nid) -> {
            long end = block.start() + size + (nid < big ? MIN_BYTES : 0);
            return upToNeighbours(block, grown(block, end, size), size);
        });
        return true;
    }

    private boolean cutBySize(long wanted, SortedSet<Integer> nodes) {
        if (wanted == 0) {
            return false;
        }
        long size = atLeast(wanted, pieces(ram(0, ramEnd), NodeMask.MAX_NUMNODES));
        roundRobin(
                nodes,
                NodeMask.MAX_NUMNODES,
                0,
                (block, nid) -> upToNeighbours(block, grown(block, block.start() + size, size), size));
        return true;
    }

    private boolean cutUniformly(int count, int nodes) {
        if (count <= 0) {
            return false;
        }
        int nid = 0;
        for (int node = 0; node < nodes && !left.isEmpty(); node++) {
            NumaBlock first = left.get(0);
            long exact = pieces(first.end() - first.start(), count);
            long size = atLeast(exact, exact);
            SortedSet<Integer> only = new TreeSet<>(List.of(first.nid()));
            int next = roundRobin(only, NodeMask.MAX_NUMNODES, nid, (block, id) -> upToDma32(block.start() + size));
            int made = next - nid;
            if (made < count) {
                log.line("numa_emulation: phys: %d only got %d of %d nodes, failing", first.nid(), made, count);
                return false;
            }
            nid = next;
        }
        return nid > 0;
    }

    private static long pieces(long bytes, int count) {
        return ((bytes >> PfnRange.PAGE_SHIFT) / count) << PfnRange.PAGE_SHIFT;
    }

    private long atLeast(long size, long least) {
        long min = Memblock.roundUp(Math.max(least, MIN_BYTES), MIN_BYTES);
        if (size < min) {
            log.line("Fake node size %dMB too small, increasing to %dMB", size >> 20, min >> 20);
        }
        return Math.max(size, min) & -MIN_BYTES;
    }

    private interface EndOfPiece {
        long of(NumaBlock block, int nid);
    }

    /** One piece off the first block of each node in turn, until nothing is left; answers the next node id. */
    private int roundRobin(SortedSet<Integer> nodes, int modulo, int firstNid, EndOfPiece piece) {
        int nid = firstNid;
        while (!nodes.isEmpty()) {
            for (int node : List.copyOf(nodes)) {
                Optional<NumaBlock> block = left.stream()
                        .filter(candidate -> candidate.nid() == node)
                        .findFirst();
                if (block.isEmpty()) {
                    nodes.remove(node);
                } else {
                    long end = Math.min(piece.of(block.get(), nid), block.get().end());
                    fake(nid % modulo, block.get(), end);
                    nid++;
                }
            }
        }
        return nid;
    }

    private void fake(int nid, NumaBlock block, long end) {
        fakes.add(new NumaBlock(nid, block.start(), end));
        physicalOf.putIfAbsent(nid, block.nid());
        int at = left.indexOf(block);
        if (end >= block.end()) {
            left.remove(at);
        } else {
            left.set(at, block.from(end));
        }
        log.line("Faking node %d at %s (%dMB)", nid, BootLog.wideMem(block.start(), end), (end - block.start()) >> 20);
    }

    /** Holes do not count: the piece grows until it has {@code size} bytes of memory. */
    private long grown(NumaBlock block, long firstEnd, long size) {
        long end = firstEnd;
        while (ram(block.start(), end) < size) {
            end += MIN_BYTES;
            if (end > block.end()) {
                return block.end();
            }
        }
        return end;
    }

    /** A remainder too small for a node of its own joins this one, below 4 GiB and in the block. */
    private long upToNeighbours(NumaBlock block, long firstEnd, long size) {
        long end = upToDma32(firstEnd);
        return end < block.end() && ram(end, block.end()) < size ? block.end() : end;
    }

    private long upToDma32(long end) {
        return end < DMA32_END && ram(end, DMA32_END) < MIN_BYTES ? DMA32_END : end;
    }

    /** Bytes of [start, end) that are not holes; a hole counts in whole pages. */
    private long ram(long start, long end) {
        long from = (start + Memblock.PAGE_BYTES - 1) >> PfnRange.PAGE_SHIFT;
        long to = Math.max(from, end >> PfnRange.PAGE_SHIFT);
        long hole = to - from - memblock.ramPages(from, to);
        return end - start - (hole << PfnRange.PAGE_SHIFT);
    }
}
