package io.numactor.mm.boot.numa;

import io.numactor.mm.boot.e820.E820Table;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.NodeDistance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/**
 * Which nodes x86-32 finds in 2.6.24: those of SRAT in the discontiguous kernel, one of everything in the other.
 *
 * @param ranges SRAT's memory, clipped to the RAM that is used; empty without NUMA
 * @param numa what the tables say
 */
public record EarlyNodes(List<ActiveRange> ranges, NumaConfig numa, List<Integer> apicIds) {
    public static EarlyNodes of(BootInput input, CommandLine commandLine, E820Table e820, long maxPfn) {
        Memblock memory = new Memblock();
        e820.usable().stream()
                .map(entry -> PfnRange.inside(entry.start(), entry.end()).intersection(new PfnRange(0, maxPfn)))
                .filter(range -> !range.isEmpty())
                .forEach(range -> memory.add(range.start() << PfnRange.PAGE_SHIFT, range.end() << PfnRange.PAGE_SHIFT));
        NumaConfig numa = NumaInit.run(input, commandLine, memory, maxPfn, new BootLog());
        List<ActiveRange> ranges = new ArrayList<>();
        if (numa.blocks().stream().map(NumaBlock::nid).distinct().count() > 1) {
            numa.blocks().stream()
                    .map(block -> new ActiveRange(
                            block.nid(), block.start() >> PfnRange.PAGE_SHIFT, block.end() >> PfnRange.PAGE_SHIFT))
                    .filter(range -> range.start() < Math.min(maxPfn, range.end()))
                    .map(range -> new ActiveRange(range.nid(), range.start(), Math.min(maxPfn, range.end())))
                    .forEach(ranges::add);
        }
        return new EarlyNodes(ranges, numa, input.apicIds());
    }

    public boolean isNuma() {
        return !ranges.isEmpty();
    }

    /** Nodes with memory, ascending. */
    public List<Integer> nids() {
        return isNuma()
                ? ranges.stream().map(ActiveRange::nid).distinct().sorted().toList()
                : List.of(0);
    }

    public NodeDistance distance() {
        return numa.distance();
    }

    /** CPUs of nodes without memory are taken to be node 0's. */
    public List<Integer> cpuToNode(int cpus) {
        if (!isNuma()) {
            return Collections.nCopies(cpus, 0);
        }
        return apicIds.stream()
                .limit(cpus)
                .map(apic -> numa.apicNodes().getOrDefault(apic, 0))
                .map(nid -> nids().contains(nid) ? nid : 0)
                .toList();
    }

    /** From the first to the last pfn of each node. */
    public TreeMap<Integer, PfnRange> spans() {
        TreeMap<Integer, PfnRange> spans = new TreeMap<>();
        ranges.forEach(range -> spans.merge(
                range.nid(),
                new PfnRange(range.start(), range.end()),
                (one, other) -> new PfnRange(Math.min(one.start(), other.start()), Math.max(one.end(), other.end()))));
        return spans;
    }
}
