package io.numactor.mm.boot;

import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import java.util.List;

/**
 * What setup_arch and free_area_init make of a {@link BootInput}: nodes, zones, distances, CPUs.
 *
 * @param zoneRanges per zone type, the pfns that the machine's zones of that type may have; empty ranges where none
 * @param nodes every possible node, ascending
 * @param possible nodes that may ever exist
 * @param online nodes that are online once CPUs are mapped (memory nodes, and nodes with CPUs only)
 * @param memory N_MEMORY: nodes with present pages
 * @param distance between nodes, by Linux node id
 * @param latency emulated access latencies, where HMAT gives them
 * @param cpuToNode node of each CPU, by CPU number
 * @param log the lines that the kernel prints up to here, in order, without timestamps
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
        List<String> log) {
    public MachineLayout {
        zoneRanges = List.copyOf(zoneRanges);
        nodes = List.copyOf(nodes);
        cpuToNode = List.copyOf(cpuToNode);
        log = List.copyOf(log);
    }

    /** The node with this id. */
    public NodeLayout node(int nid) {
        return nodes.stream()
                .filter(node -> node.nid() == nid)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("node " + nid + " is not possible on this machine"));
    }
}
