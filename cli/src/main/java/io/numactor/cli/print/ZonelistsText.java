package io.numactor.cli.print;

import io.numactor.api.v1.NodeZonelist;
import io.numactor.api.v1.ZoneId;
import io.numactor.api.v1.Zonelists;
import io.numactor.mm.boot.ZonelistLog;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.zonelist.NodeZonelists;
import io.numactor.mm.zonelist.ZoneRef;
import io.numactor.proto.WireTypes;
import java.util.List;

/** The zonelists in force, in the words of the kernel's boot log. */
public final class ZonelistsText {
    private ZonelistsText() {}

    /**
     * The lines of the fallback orders, then those of the zonelists.
     *
     * @param shown nodes whose lists are printed; empty: all
     */
    public static String print(Zonelists zonelists, NodeMask shown) {
        List<NodeZonelists> lists = zonelists.getNodesList().stream()
                .filter(node -> shown.isEmpty() || shown.contains(node.getNode()))
                .map(ZonelistsText::lists)
                .toList();
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
