package io.numactor.machine.yaml;

import io.numactor.machine.Limits;
import io.numactor.machine.document.Quantity;
import io.numactor.machine.document.Value;
import io.numactor.mm.boot.input.Srat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The short form: nodes with a size of memory and a number of CPUs each, laid out as a PC would, in node order. */
final class ShortMemory {
    private static final long MIB = 1L << 20;
    private static final long LEAST_TOTAL = 128 * MIB;
    private static final long MOST_TOTAL = 16L << 40;

    private final List<Node> nodes = new ArrayList<>();
    private final Set<Integer> domains = new HashSet<>();

    private ShortMemory() {}

    private record Node(int domain, long bytes, int cpus) {}

    static MemoryAndCpus read(Value.Mapping root) {
        ShortMemory form = new ShortMemory();
        Value nodes = root.get("nodes");
        nodes.list(Limits.MAX_NODES).forEach(node -> form.node(node.mapping()));
        form.check(nodes);
        return form.laidOut();
    }

    private void node(Value.Mapping node) {
        node.allowOnly(Set.of("domain", "memory", "cpus"));
        int domain = node.find("domain").map(MachineYaml::domain).orElse(nodes.size());
        if (!domains.add(domain)) {
            throw node.refuse("domain " + domain + " is given to two nodes");
        }
        long bytes = node.find("memory").map(ShortMemory::size).orElse(0L);
        int cpus = node.find("cpus").map(ShortMemory::cpus).orElse(0);
        if (bytes == 0 && cpus == 0) {
            throw node.refuse("has neither memory nor cpus; give one of them");
        }
        nodes.add(new Node(domain, bytes, cpus));
    }

    private static long size(Value memory) {
        if (memory instanceof Value.Sequence) {
            throw memory.refuse("address ranges need a memoryMap; without one give a size such as 8GiB");
        }
        long bytes = memory.number(0, MOST_TOTAL);
        if (bytes % MIB != 0) {
            throw memory.refuse("must be whole MiB");
        }
        return bytes;
    }

    private static int cpus(Value cpus) {
        if (cpus instanceof Value.Sequence) {
            throw cpus.refuse("APIC ids need a memoryMap; without one give the number of CPUs");
        }
        return cpus.integer(0, Limits.MAX_CPUS);
    }

    private long totalBytes() {
        return nodes.stream().mapToLong(Node::bytes).sum();
    }

    private void check(Value at) {
        if (totalBytes() < LEAST_TOTAL || totalBytes() > MOST_TOTAL) {
            throw at.refuse("all nodes together have " + Quantity.bytes(totalBytes()) + " of memory; allowed: "
                    + Quantity.bytes(LEAST_TOTAL) + " to " + Quantity.bytes(MOST_TOTAL));
        }
        int cpus = nodes.stream().mapToInt(Node::cpus).sum();
        if (cpus < 1 || cpus > Limits.MAX_CPUS) {
            throw at.refuse("all nodes together have " + cpus + " cpus; allowed: 1 to " + Limits.MAX_CPUS);
        }
    }

    private MemoryAndCpus laidOut() {
        PcMemory pc = new PcMemory(totalBytes());
        List<Srat.Initiator> initiators = new ArrayList<>();
        List<Srat.Memory> memory = new ArrayList<>();
        long from = 0;
        for (Node node : nodes) {
            for (int cpu = 0; cpu < node.cpus(); cpu++) {
                initiators.add(new Srat.Initiator(node.domain(), initiators.size()));
            }
            pc.ranges(from, from + node.bytes())
                    .forEach(range ->
                            memory.add(new Srat.Memory(node.domain(), range.start(), range.end(), false, false)));
            from += node.bytes();
        }
        List<Integer> apicIds = initiators.stream().map(Srat.Initiator::apicId).toList();
        return new MemoryAndCpus(pc.map(), Optional.of(new Srat(initiators, memory)), apicIds);
    }
}
