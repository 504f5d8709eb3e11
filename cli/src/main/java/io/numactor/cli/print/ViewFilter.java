package io.numactor.cli.print;

import io.numactor.api.v1.Numastat;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.api.v1.Zonelists;
import io.numactor.mm.topology.NodeMask;

/** The same message with some nodes only; an empty mask leaves it as it is. */
final class ViewFilter {
    private ViewFilter() {}

    static Numastat numastat(Numastat stat, NodeMask nodes) {
        if (nodes.isEmpty()) {
            return stat;
        }
        Numastat.Builder some = stat.toBuilder().clearNodes();
        stat.getNodesList().stream()
                .filter(node -> nodes.contains(node.getNode()))
                .forEach(some::addNodes);
        return some.build();
    }

    static Zonelists zonelists(Zonelists lists, NodeMask nodes) {
        if (nodes.isEmpty()) {
            return lists;
        }
        Zonelists.Builder some = lists.toBuilder().clearNodes();
        lists.getNodesList().stream()
                .filter(node -> nodes.contains(node.getNode()))
                .forEach(some::addNodes);
        return some.build();
    }

    static Zoneinfo zoneinfo(Zoneinfo zoneinfo, NodeMask nodes) {
        if (nodes.isEmpty()) {
            return zoneinfo;
        }
        return Zoneinfo.newBuilder()
                .addAllNodes(ZoneRows.shown(zoneinfo, nodes))
                .build();
    }
}
