package io.numactor.mm.boot.numa;

import io.numactor.mm.topology.NodeDistance;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * What initmem_init makes of the NUMA tables.
 *
 * @param blocks which bytes belong to which node
 * @param possible the node ids that may ever exist
 * @param initiators nodes that hold a generic initiator
 * @param domains node -> the proximity domain it came from; empty on a machine without (usable) SRAT
 * @param apicNodes APIC id -> node
 * @param physicalOf fake node -> the node it was cut from; the identity without {@code numa=fake=}
 * @param distance between nodes
 * @param maxPossiblePfn first pfn after all memory there is or may be plugged
 */
public record NumaConfig(
        List<NumaBlock> blocks,
        SortedSet<Integer> possible,
        SortedSet<Integer> initiators,
        Map<Integer, Integer> domains,
        Map<Integer, Integer> apicNodes,
        Map<Integer, Integer> physicalOf,
        NodeDistance distance,
        long maxPossiblePfn) {
    public int physical(int nid) {
        return physicalOf.getOrDefault(nid, nid);
    }

    public int domain(int nid) {
        return domains.getOrDefault(physical(nid), nid);
    }

    /** Nodes with memory of their own. */
    public boolean hasMemory(int nid) {
        return blocks.stream().anyMatch(block -> block.nid() == nid);
    }
}
