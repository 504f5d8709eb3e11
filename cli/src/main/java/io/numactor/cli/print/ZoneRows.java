package io.numactor.cli.print;

import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeInfo;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.Pageset;
import io.numactor.api.v1.ZoneState;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.zone.ZoneType;
import io.numactor.proto.WireTypes;
import java.util.List;

/** What every view of the zones needs to look up. */
final class ZoneRows {
    private ZoneRows() {}

    /** The node's zone of that type; an empty one when it has none. */
    static ZoneState zone(NodeState node, ZoneType type) {
        return node.getZonesList().stream()
                .filter(zone -> WireTypes.zone(zone.getZone()) == type)
                .findFirst()
                .orElseGet(() ->
                        ZoneState.newBuilder().setZone(WireTypes.zone(type)).build());
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
        return node.getZonesList().stream()
                .filter(ZoneRows::populated)
                .sorted((first, second) -> Integer.compare(first.getZoneValue(), second.getZoneValue()))
                .toList();
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
