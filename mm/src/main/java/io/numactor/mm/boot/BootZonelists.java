package io.numactor.mm.boot;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.zones.ManagedEstimate;
import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.kernel.ZonelistOrder;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.watermark.ZoneCensus;
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
    public static List<NodeZonelists> of(BootInput input, MachineLayout layout) {
        return ZonelistBuilder.buildAll(machine(input, layout));
    }

    /** What they are built from: managed pages are the estimates of the time. */
    public static ZonelistMachine machine(BootInput input, MachineLayout layout) {
        ZonelistMachine machine = new ZonelistMachine(
                input.kernel(),
                layout.possible(),
                layout.online(),
                layout.memory(),
                NodeMask.EMPTY,
                layout.distance(),
                census(input.kernel(), layout.nodes()));
        return machine.ordered(asked(input));
    }

    /** The last {@code numa_zonelist_order=} that means something. */
    static ZonelistOrder asked(BootInput input) {
        return CommandLine.parse(input.commandLine()).values("numa_zonelist_order").stream()
                .flatMap(value -> ZonelistOrder.parse(value).stream())
                .reduce(ZonelistOrder.DEFAULT, (earlier, later) -> later);
    }

    private static List<ZoneCensus> census(KernelVersion kernel, List<NodeLayout> nodes) {
        long dmaReserve = ManagedEstimate.dmaReserve(nodes);
        return nodes.stream()
                .flatMap(node -> node.zones().stream().map(zone -> census(kernel, node, zone, dmaReserve)))
                .toList();
    }

    private static ZoneCensus census(KernelVersion kernel, NodeLayout node, ZoneLayout zone, long dmaReserve) {
        return new ZoneCensus(
                new ZoneKey(node.nid(), zone.type()),
                kernel.presentPages(zone.present(), ManagedEstimate.ofZone(kernel, zone, dmaReserve)),
                ManagedEstimate.ofZone(kernel, zone, dmaReserve),
                node.cpus().size());
    }
}
