package io.numactor.machine.yaml;

import io.numactor.machine.Limits;
import io.numactor.machine.document.BootFields;
import io.numactor.machine.document.Value;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.input.Srat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The full form: {@code memoryMap} as the firmware gives it, and {@code nodes} in the order of SRAT. A domain may come
 * in several parts where SRAT's order needs that.
 */
final class FullMemory {
    private final List<Srat.Initiator> initiators = new ArrayList<>();
    private final List<Srat.Memory> memory = new ArrayList<>();
    private final NavigableMap<Long, Long> taken = new TreeMap<>();

    private FullMemory() {}

    static MemoryAndCpus read(Value.Mapping root) {
        MemoryMap map = memoryMap(root.get("memoryMap"));
        Optional<Srat> srat = root.find("nodes").map(nodes -> new FullMemory().srat(nodes));
        List<Integer> apicIds = root.find("apicIds").map(BootFields::apicIds).orElseGet(() -> apicIds(root, srat));
        return new MemoryAndCpus(map, srat, apicIds);
    }

    private static MemoryMap memoryMap(Value value) {
        List<MemoryMap.Entry> entries = new ArrayList<>();
        NavigableMap<Long, Long> taken = new TreeMap<>();
        for (Value item : value.list(Limits.MAX_RANGES)) {
            Value.Mapping entry = item.mapping();
            entry.allowOnly(Set.of("start", "end", "type"));
            ByteRange range = BootFields.range(item);
            refuseOverlap(taken, range, item);
            entries.add(new MemoryMap.Entry(range.start(), range.end(), type(entry.get("type"))));
        }
        if (entries.stream().noneMatch(entry -> entry.type() == MemoryMap.Type.USABLE)) {
            throw value.refuse("has no entry of type usable; a machine needs memory");
        }
        return new MemoryMap(entries);
    }

    private static MemoryMap.Type type(Value value) {
        return value.oneOf(MemoryMap.Type.class);
    }

    /** Remembers the range, unless it overlaps one that is remembered already. */
    private static void refuseOverlap(NavigableMap<Long, Long> taken, ByteRange range, Value value) {
        Map.Entry<Long, Long> before = taken.lowerEntry(range.end());
        if (before != null && before.getValue() > range.start()) {
            throw value.refuse("overlaps the range from 0x%x to 0x%x that is given before"
                    .formatted(before.getKey(), before.getValue()));
        }
        taken.put(range.start(), range.end());
    }

    private static List<Integer> apicIds(Value.Mapping root, Optional<Srat> srat) {
        List<Integer> ids = srat.stream()
                .flatMap(table -> table.initiators().stream())
                .filter(Srat.Initiator::isCpu)
                .map(Srat.Initiator::apicId)
                .toList();
        if (ids.isEmpty() || ids.size() > Limits.MAX_CPUS) {
            throw root.refuse("a machine has 1 to " + Limits.MAX_CPUS + " CPUs, not " + ids.size()
                    + "; give cpus in nodes, or apicIds");
        }
        return ids;
    }

    private Srat srat(Value nodes) {
        List<Value> parts = nodes.list(Limits.MAX_RANGES);
        for (int index = 0; index < parts.size(); index++) {
            node(parts.get(index).mapping(), index);
        }
        if (memory.size() > Limits.MAX_RANGES) {
            throw nodes.refuse("has more than " + Limits.MAX_RANGES + " memory ranges");
        }
        return new Srat(initiators, memory);
    }

    private void node(Value.Mapping node, int index) {
        node.allowOnly(Set.of("domain", "cpus", "genericInitiator", "memory"));
        int domain = node.find("domain").map(MachineYaml::domain).orElse(index);
        if (domain >= Limits.MAX_NODES) {
            throw node.refuse("a domain must be given here; allowed: 0 to " + (Limits.MAX_NODES - 1));
        }
        node.find("cpus").ifPresent(cpus -> cpus(domain, cpus));
        if (node.find("genericInitiator").map(Value::bool).orElse(false)) {
            initiators.add(new Srat.Initiator(domain, Srat.Initiator.NOT_A_CPU));
        }
        node.find("memory").ifPresent(ranges -> memory(domain, ranges));
    }

    private void cpus(int domain, Value cpus) {
        for (Value cpu : cpus.list(Limits.MAX_CPUS)) {
            int apicId = cpu.integer(0, Integer.MAX_VALUE);
            initiators.add(new Srat.Initiator(domain, apicId));
        }
        if (initiators.size() > Limits.MAX_CPUS + Limits.MAX_NODES) {
            throw cpus.refuse("more than " + Limits.MAX_CPUS + " CPUs on the machine");
        }
    }

    private void memory(int domain, Value ranges) {
        for (Value item : ranges.list(Limits.MAX_RANGES)) {
            Value.Mapping entry = item.mapping();
            entry.allowOnly(Set.of("start", "end", "hotPluggable", "nonVolatile"));
            ByteRange range = BootFields.range(item);
            refuseOverlap(taken, range, item);
            boolean hotPluggable = entry.find("hotPluggable").map(Value::bool).orElse(false);
            boolean nonVolatile = entry.find("nonVolatile").map(Value::bool).orElse(false);
            memory.add(new Srat.Memory(domain, range.start(), range.end(), hotPluggable, nonVolatile));
        }
    }
}
