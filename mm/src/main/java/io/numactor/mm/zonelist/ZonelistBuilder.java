package io.numactor.mm.zonelist;

import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.zone.ZoneType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Builds the zonelists of a machine: {@code build_all_zonelists} (Linux 6.1). */
public final class ZonelistBuilder {
    private ZonelistBuilder() {}

    /**
     * The lists of every possible node, ascending by id; all of them share one load count.
     *
     * @param possible nodes that may ever exist: each gets lists, online or not
     * @param memory N_MEMORY: nodes with present pages
     * @param nodesWithCpus nodes whose cpumask is not empty at this moment; empty for the boot build on x86
     * @param distance between nodes
     * @param populatedZones the zones with present pages of each node; a node without any may be left out
     */
    public static List<NodeZonelists> buildAll(
            NodeMask possible,
            NodeMask memory,
            NodeMask nodesWithCpus,
            NodeDistance distance,
            Map<Integer, List<ZoneType>> populatedZones) {
        NodeOrder order = new NodeOrder(memory, nodesWithCpus, distance);
        return possible.ids().stream()
                .map(nid -> lists(nid, order.from(nid), populatedZones))
                .toList();
    }

    /** The lists of one node alone, load counted from zero: what hot-adding memory to an offline node builds. */
    public static NodeZonelists buildOne(
            int nid,
            NodeMask memory,
            NodeMask nodesWithCpus,
            NodeDistance distance,
            Map<Integer, List<ZoneType>> populatedZones) {
        return lists(nid, new NodeOrder(memory, nodesWithCpus, distance).from(nid), populatedZones);
    }

    /** The highest zone in any of the lists, Movable apart: bind policies rule requests that reach up to it. */
    public static ZoneType policyZone(List<NodeZonelists> lists) {
        return lists.stream()
                .flatMap(list -> list.fallback().stream())
                .map(ZoneRef::type)
                .filter(type -> type != ZoneType.MOVABLE)
                .max(Comparator.naturalOrder())
                .orElse(ZoneType.DMA);
    }

    private static NodeZonelists lists(int nid, List<Integer> order, Map<Integer, List<ZoneType>> populatedZones) {
        List<ZoneRef> fallback = new ArrayList<>();
        for (int next : order) {
            fallback.addAll(highestFirst(next, populatedZones));
        }
        return new NodeZonelists(nid, order, fallback, highestFirst(nid, populatedZones));
    }

    private static List<ZoneRef> highestFirst(int nid, Map<Integer, List<ZoneType>> populatedZones) {
        return populatedZones.getOrDefault(nid, List.of()).stream()
                .sorted(Comparator.reverseOrder())
                .map(type -> new ZoneRef(nid, type))
                .toList();
    }
}
