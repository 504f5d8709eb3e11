package io.numactor.cli.print;

import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.ZoneState;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.mm.topology.NodeMask;
import java.util.function.ToLongFunction;

/** What each node's reclaim daemon has done, and the page cache that there is and was. */
public final class ReclaimText {
    private ReclaimText() {}

    /**
     * A line for each node, with the end of the last.
     *
     * @param shown nodes to print; empty: all
     */
    public static String print(Zoneinfo all, NodeMask shown) {
        TextTable table = new TextTable(
                ">NODE",
                "KSWAPD",
                ">WAKES",
                ">SLEEPS",
                ">PAGE CACHE",
                ">BY KSWAPD",
                ">DIRECT",
                ">BY ZONE_RECLAIM_MODE");
        all.getNodesList().stream()
                .filter(node -> shown.isEmpty() || shown.contains(node.getNode()))
                .forEach(node -> table.row(
                        node.getNode(),
                        node.getKswapdAwake() ? "awake" : "asleep",
                        node.getKswapdWakes(),
                        node.getKswapdSleeps(),
                        sum(node, ZoneState::getReclaimable),
                        sum(node, ZoneState::getReclaimedByKswapd),
                        sum(node, ZoneState::getReclaimedDirect),
                        sum(node, ZoneState::getReclaimedByNode)));
        return table.text();
    }

    private static long sum(NodeState node, ToLongFunction<ZoneState> pages) {
        return node.getZonesList().stream().mapToLong(pages).sum();
    }
}
