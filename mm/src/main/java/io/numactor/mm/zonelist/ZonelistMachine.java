package io.numactor.mm.zonelist;

import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.kernel.ZonelistOrder;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.ZoneCensus;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
 * @param asked {@code numa_zonelist_order}
 * @param numa whether the kernel is built for NUMA: one that is not knows no distances
 */
public record ZonelistMachine(
        KernelVersion kernel,
        NodeMask possible,
        NodeMask online,
        NodeMask memory,
        NodeMask nodesWithCpus,
        NodeDistance distance,
        List<ZoneCensus> zones,
        ZonelistOrder asked,
        boolean numa) {
    public ZonelistMachine {
        zones = List.copyOf(zones);
    }

    /** A machine whose kernel is built for NUMA and asked for no particular order. */
    public ZonelistMachine(
            KernelVersion kernel,
            NodeMask possible,
            NodeMask online,
            NodeMask memory,
            NodeMask nodesWithCpus,
            NodeDistance distance,
            List<ZoneCensus> zones) {
        this(kernel, possible, online, memory, nodesWithCpus, distance, zones, ZonelistOrder.DEFAULT, true);
    }

    /** The same machine under another kernel. */
    public ZonelistMachine under(KernelVersion other) {
        return new ZonelistMachine(other, possible, online, memory, nodesWithCpus, distance, zones, asked, numa);
    }

    /** The same machine with {@code numa_zonelist_order} set; ignored by kernels that have no choice. */
    public ZonelistMachine ordered(ZonelistOrder order) {
        return kernel.zonelistOrder().hasChoice()
                ? new ZonelistMachine(kernel, possible, online, memory, nodesWithCpus, distance, zones, order, numa)
                : this;
    }

    /** The same machine under a kernel that is not built for NUMA. */
    public ZonelistMachine withoutNuma() {
        return new ZonelistMachine(kernel, possible, online, memory, nodesWithCpus, distance, zones, asked, false);
    }

    /** The order that its lists have. A kernel that is not built for NUMA says Zone, and goes node by node. */
    public ZonelistOrder order() {
        return numa ? kernel.zonelistOrder().order(asked, is64Bit(), () -> DefaultOrder.of(this)) : ZonelistOrder.ZONE;
    }

    /** Nodes that lists are built for. */
    public List<Integer> builtNodes() {
        return kernel.listsOfOfflineNodes()
                ? possible.ids()
                : possible.ids().stream().filter(online::contains).toList();
    }

    /** The zones of each node that lists hold, highest first. */
    Map<Integer, List<ZoneType>> listedZones() {
        return zones.stream()
                .filter(zone -> kernel.listsZone(zone.present(), zone.managed()))
                .map(ZoneCensus::zone)
                .sorted(Comparator.reverseOrder())
                .collect(Collectors.groupingBy(ZoneKey::nid, Collectors.mapping(ZoneKey::type, Collectors.toList())));
    }

    Stream<ZoneCensus> zonesOf(int nid) {
        return zones.stream().filter(zone -> zone.zone().nid() == nid);
    }

    private boolean is64Bit() {
        return true;
    }
}
