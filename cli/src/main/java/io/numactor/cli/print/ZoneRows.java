package io.numactor.cli.print;

import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeInfo;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.Pageset;
import io.numactor.api.v1.ZoneState;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneType;
import io.numactor.proto.WireTypes;
import java.util.Comparator;
import java.util.List;

/** What every view of the zones needs to look up. */
final class ZoneRows {
    private ZoneRows() {}

    /** The node's zones, those without memory too, lowest first. */
    static List<ZoneState> zones(NodeState node) {
        return node.getZonesList().stream()
                .sorted(Comparator.comparing(zone -> WireTypes.zone(zone.getZone())))
                .toList();
    }

    /** Whether the kernel is built without NUMA, so that it has no counters for it: one of x86-32 with a single node. */
    static boolean isUma(Zoneinfo zoneinfo) {
        return zoneinfo.getNodesCount() == 1
                && zoneinfo.getNodes(0).getZonesList().stream()
                        .anyMatch(zone -> WireTypes.zone(zone.getZone()) == ZoneType.HIGHMEM);
    }

    /** Whether the kernel shows the zone in buddyinfo and the like: it has pages present. */
    static boolean populated(ZoneState zone) {
        return zone.getPresent() > 0;
    }

    /** The pageset of one CPU; one that was never used is empty and of the size of the others. */
    static Pageset pageset(ZoneState zone, int cpu) {
        return zone.getPagesetsList().stream()
                .filter(pageset -> pageset.getCpu() == cpu)
                .findFirst()
                .orElseGet(() -> unused(zone, cpu));
    }

    private static Pageset unused(ZoneState zone, int cpu) {
        Pageset.Builder like = zone.getPagesetsCount() == 0 ? Pageset.newBuilder() : zone.getPagesets(0).toBuilder();
        return like.setCpu(cpu).setCount(0).build();
    }

    static List<NodeState> shown(Zoneinfo zoneinfo, NodeMask shown) {
        return zoneinfo.getNodesList().stream()
                .filter(node -> shown.isEmpty() || shown.contains(node.getNode()))
                .toList();
    }

    /** The zones with pages present, lowest first. */
    static List<ZoneState> populatedZones(NodeState node) {
        return zones(node).stream().filter(ZoneRows::populated).toList();
    }

    static String label(ZoneState zone) {
        return WireTypes.zone(zone.getZone()).label();
    }

    /** CPUs of nodes that are online, ascending. */
    static List<Integer> cpus(Machine machine) {
        return machine.getNodesList().stream()
                .filter(NodeInfo::getOnline)
                .flatMap(node -> node.getCpusList().stream())
                .sorted()
                .toList();
    }
}
