package io.numactor.cli.print;

import io.numactor.api.v1.NodeZonelist;
import io.numactor.api.v1.ZoneId;
import io.numactor.api.v1.Zonelists;
import io.numactor.mm.boot.ZonelistLog;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zonelist.NodeZonelists;
import io.numactor.mm.zonelist.ZoneRef;
import io.numactor.mm.zonelist.ZonelistBuilder;
import io.numactor.proto.WireTypes;
import java.util.List;
import java.util.stream.Collectors;

/** The zonelists in force, in the words of the kernel's boot log. */
public final class ZonelistsText {
    private ZonelistsText() {}

    /**
     * The lines of the fallback orders, then those of the zonelists; of kernels that print none, a table of the lists
     * for each zone type.
     *
     * @param shown nodes whose lists are printed; empty: all
     */
    public static String print(Zonelists zonelists, NodeMask shown) {
        boolean built = zonelists.getNodesList().stream().anyMatch(node -> node.getFallbackOrderCount() > 0);
        if (!built) {
            return "no zonelists yet: " + BootPhase.BUILD_ALL_ZONELISTS + " makes them\n";
        }
        List<NodeZonelists> lists = zonelists.getNodesList().stream()
                .filter(node -> shown.isEmpty() || shown.contains(node.getNode()))
                .map(ZonelistsText::lists)
                .filter(list -> !list.order().isEmpty())
                .toList();
        boolean perZoneType = zonelists.getNodesList().stream().anyMatch(node -> node.getPerZoneTypeCount() > 0);
        return perZoneType ? perZoneType(lists) : lines(lists);
    }

    private static String perZoneType(List<NodeZonelists> lists) {
        List<ZoneType> types = ZonelistBuilder.typesOf(lists);
        TextTable table = new TextTable(">NODE", "LIST", "ZONES");
        for (NodeZonelists list : lists) {
            types.forEach(type -> table.row(list.nid(), type.label(), nullEnded(list.fallback(type))));
            types.forEach(
                    type -> table.row(list.nid(), type.label() + ", this node", nullEnded(list.noFallback(type))));
        }
        return table.text();
    }

    private static String nullEnded(List<ZoneRef> zones) {
        return zones.stream().map(zone -> zone + " ").collect(Collectors.joining()) + "null";
    }

    private static String lines(List<NodeZonelists> lists) {
        NodeMask nodes = NodeMask.of(lists.stream().map(NodeZonelists::nid).toList());
        StringBuilder text = new StringBuilder();
        ZonelistLog.fallbackOrder(lists).forEach(line -> text.append(line).append('\n'));
        ZonelistLog.mminit(lists, nodes).forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static NodeZonelists lists(NodeZonelist node) {
        return new NodeZonelists(
                node.getNode(),
                node.getFallbackOrderList(),
                refs(node.getFallbackList()),
                refs(node.getNoFallbackList()));
    }

    private static List<ZoneRef> refs(List<ZoneId> zones) {
        return zones.stream()
                .map(zone -> new ZoneRef(zone.getNode(), WireTypes.zone(zone.getZone())))
                .toList();
    }
}
