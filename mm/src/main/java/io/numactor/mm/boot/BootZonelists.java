package io.numactor.mm.boot;

import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.zone.ZoneCensus;
import io.numactor.mm.zone.ZoneKey;
import io.numactor.mm.zonelist.NodeZonelists;
import io.numactor.mm.zonelist.ZonelistBuilder;
import io.numactor.mm.zonelist.ZonelistMachine;
import java.util.List;

/**
 * The zonelists that boot builds. On x86 no CPU is in its node's cpumask yet: the penalty for nodes with CPUs is not in
 * force.
 */
public final class BootZonelists {
    private BootZonelists() {}

    /** The lists of a machine that has just been laid out. */
    public static List<NodeZonelists> of(KernelVersion kernel, MachineLayout layout) {
        return ZonelistBuilder.buildAll(machine(kernel, layout));
    }

    /** What they are built from: managed pages are the estimates of the time. */
    public static ZonelistMachine machine(KernelVersion kernel, MachineLayout layout) {
        return new ZonelistMachine(
                kernel,
                layout.possible(),
                layout.online(),
                layout.memory(),
                NodeMask.EMPTY,
                layout.distance(),
                census(layout.nodes()));
    }

    private static List<ZoneCensus> census(List<NodeLayout> nodes) {
        long dmaReserve = ManagedEstimate.dmaReserve(nodes);
        return nodes.stream()
                .flatMap(node -> node.zones().stream().map(zone -> census(node, zone, dmaReserve)))
                .toList();
    }

    private static ZoneCensus census(NodeLayout node, ZoneLayout zone, long dmaReserve) {
        return new ZoneCensus(
                new ZoneKey(node.nid(), zone.type()),
                zone.present(),
                ManagedEstimate.ofZone(zone, dmaReserve),
                node.cpus().size());
    }
}
