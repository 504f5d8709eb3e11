package io.numactor.mm.zonelist;

import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.zone.ZoneCensus;
import java.util.List;

/**
 * All that a machine's zonelists depend on, as it is when they are built.
 *
 * @param kernel whose rules are followed
 * @param possible nodes that may ever exist
 * @param online nodes online, with or without memory
 * @param memory N_MEMORY: nodes with present pages
 * @param nodesWithCpus nodes whose cpumask is not empty at this moment; empty for the boot build on x86
 * @param distance between nodes
 * @param zones every zone of every possible node; empty ones may be left out
 */
public record ZonelistMachine(
        KernelVersion kernel,
        NodeMask possible,
        NodeMask online,
        NodeMask memory,
        NodeMask nodesWithCpus,
        NodeDistance distance,
        List<ZoneCensus> zones) {
    public ZonelistMachine {
        zones = List.copyOf(zones);
    }

    /** The same machine under another kernel. */
    public ZonelistMachine under(KernelVersion other) {
        return new ZonelistMachine(other, possible, online, memory, nodesWithCpus, distance, zones);
    }
}
