package io.numactor.cli.print;

import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.TypedFree;
import io.numactor.api.v1.ZoneState;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.mm.topology.NodeMask;
import java.util.List;

/** What {@code /proc/buddyinfo} and {@code /proc/pagetypeinfo} of 6.1 print; zones without memory are left out. */
public final class BuddyText {
    private static final int ORDERS = 11;
    private static final int PAGEBLOCK_ORDER = 9;
    /** The kernel stops counting there, and says so. */
    private static final long COUNT_LIMIT = 100_000;

    private BuddyText() {}

    /** Free blocks by order, one line for each zone. */
    public static String buddyinfo(Zoneinfo zoneinfo, NodeMask shown) {
        StringBuilder text = new StringBuilder();
        for (NodeState node : ZoneRows.shown(zoneinfo, shown)) {
            for (ZoneState zone : ZoneRows.populatedZones(node)) {
                text.append("Node %d, zone %8s ".formatted(node.getNode(), ZoneRows.label(zone)));
                zone.getNrFreeList().forEach(blocks -> text.append("%6d ".formatted(blocks)));
                text.append('\n');
            }
        }
        return text.toString();
    }

    /** Free blocks by migrate type and order, and pageblocks by migrate type, for each node. */
    public static String pagetypeinfo(Zoneinfo zoneinfo, NodeMask shown) {
        StringBuilder text = new StringBuilder();
        for (NodeState node : ZoneRows.shown(zoneinfo, shown)) {
            List<ZoneState> zones = ZoneRows.populatedZones(node);
            if (!zones.isEmpty()) {
                freePages(node.getNode(), zones, text);
                pageblocks(node.getNode(), zones, text);
            }
        }
        return text.toString();
    }

    private static void freePages(int nid, List<ZoneState> zones, StringBuilder text) {
        text.append("Page block order: %d\n".formatted(PAGEBLOCK_ORDER));
        text.append("Pages per block:  %d\n\n".formatted(1 << PAGEBLOCK_ORDER));
        text.append("%-43s ".formatted("Free pages count per migrate type at order"));
        for (int order = 0; order < ORDERS; order++) {
            text.append("%6d ".formatted(order));
        }
        text.append('\n');
        for (ZoneState zone : zones) {
            for (TypedFree free : zone.getTypedFreeList()) {
                text.append("Node %4d, zone %8s, type %12s ".formatted(nid, ZoneRows.label(zone), free.getType()));
                free.getBlocksList().forEach(blocks -> text.append(capped(blocks)));
                text.append('\n');
            }
        }
    }

    private static String capped(long blocks) {
        return blocks < COUNT_LIMIT ? "%6d ".formatted(blocks) : ">%6d ".formatted(COUNT_LIMIT);
    }

    private static void pageblocks(int nid, List<ZoneState> zones, StringBuilder text) {
        text.append("\n%-23s".formatted("Number of blocks type "));
        zones.get(0).getTypedFreeList().forEach(free -> text.append("%12s ".formatted(free.getType())));
        text.append('\n');
        for (ZoneState zone : zones) {
            text.append("Node %d, zone %8s ".formatted(nid, ZoneRows.label(zone)));
            zone.getPageblocksList().forEach(blocks -> text.append("%12d ".formatted(blocks)));
            text.append('\n');
        }
    }
}
