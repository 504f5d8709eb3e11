package io.numactor.mm.boot;

import io.numactor.mm.boot.e820.IoResource;
import io.numactor.mm.boot.memblock.MemblockState;
import io.numactor.mm.boot.numa.AccessLatency;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What setup_arch and free_area_init make of what the kernel is told: nodes, zones, distances, CPUs.
 *
 * @param zoneRanges per zone type, the pfns that the machine's zones of that type may have; empty ranges where none
 * @param nodes every possible node, ascending
 * @param possible nodes that may ever exist
 * @param online nodes that are online once CPUs are mapped (memory nodes, and nodes with CPUs only)
 * @param memory N_MEMORY: nodes with present pages
 * @param distance between nodes, by Linux node id
 * @param latency emulated access latencies, where HMAT gives them
 * @param cpuToNode node of each CPU, by CPU number
 * @param iomem what of /proc/iomem is about memory, by address
 * @param logOf the lines that each phase prints, in order, without timestamps: what follows from the input alone
 * @param memblockAfter the early allocator at the end of each phase up to mem_init, which takes it apart
 */
public record MachineLayout(
        List<PfnRange> zoneRanges,
        List<NodeLayout> nodes,
        NodeMask possible,
        NodeMask online,
        NodeMask memory,
        NodeDistance distance,
        AccessLatency latency,
        List<Integer> cpuToNode,
        List<IoResource> iomem,
        Map<BootPhase, List<String>> logOf,
        Map<BootPhase, MemblockState> memblockAfter) {
    public MachineLayout {
        zoneRanges = List.copyOf(zoneRanges);
        nodes = List.copyOf(nodes);
        cpuToNode = List.copyOf(cpuToNode);
        iomem = List.copyOf(iomem);
        logOf = Collections.unmodifiableMap(new TreeMap<>(logOf));
        memblockAfter = Collections.unmodifiableMap(new TreeMap<>(memblockAfter));
    }

    /**
     * N_CPU: the nodes whose cpumask the booting CPU is in, and those that later CPUs name as theirs. With fake nodes
     * that is not every node with a cpumask.
     */
    public NodeMask cpuNodes() {
        return NodeMask.of(nodes.stream()
                .filter(node -> node.cpus().contains(0)
                        || node.cpus().stream().anyMatch(cpu -> cpuToNode.get(cpu) == node.nid()))
                .map(NodeLayout::nid)
                .toList());
    }

    /** All lines that follow from the input alone, in order. */
    public List<String> log() {
        return logOf.values().stream().flatMap(List::stream).toList();
    }

    /** What this phase prints. */
    public List<String> log(BootPhase phase) {
        return logOf.getOrDefault(phase, List.of());
    }

    /** The early allocator at the end of this phase; after mem_init as mem_init left it. */
    public MemblockState memblock(BootPhase phase) {
        return memblockAfter.entrySet().stream()
                .filter(state -> state.getKey().compareTo(phase) <= 0)
                .reduce((earlier, later) -> later)
                .map(Map.Entry::getValue)
                .orElse(MemblockState.EMPTY);
    }

    /** The zone types that the kernel has. */
    public ZoneSet zoneSet() {
        return nodes.get(0).zoneSet();
    }

    /** The node with this id. */
    public NodeLayout node(int nid) {
        return nodes.stream()
                .filter(node -> node.nid() == nid)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("node " + nid + " is not possible on this machine"));
    }
}
