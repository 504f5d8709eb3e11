package io.numactor.coordinator.audit;

import io.numactor.api.v1.AuditFinding.Kind;
import io.numactor.api.v1.AuditedNode;
import io.numactor.api.v1.AuditedZone;
import io.numactor.proto.WireTypes;

/** What one node says of itself: it was said in one moment, so it must agree. */
final class NodeChecks {
    private NodeChecks() {}

    static void check(AuditedNode node, RoundFindings found) {
        String where = "node " + node.getNode();
        if (!node.getFrames().isEmpty()) {
            found.find(Kind.KIND_FRAMES, where, node.getFrames());
        }
        long allocated = 0;
        for (AuditedZone zone : node.getZonesList()) {
            check(where + " zone " + WireTypes.zone(zone.getZone()).label(), zone, found);
            allocated += zone.getAllocated();
        }
        if (allocated != node.getOwnedPages()) {
            found.find(
                    Kind.KIND_OWNED_SUM,
                    where,
                    "owners hold " + node.getOwnedPages() + " pages, but " + allocated + " are handed out");
        }
        if (node.getMisses() != node.getForeigns()) {
            found.find(
                    Kind.KIND_COUNTERS,
                    where,
                    "counted " + node.getMisses() + " misses, but " + node.getForeigns() + " foreigns for other nodes");
        }
        if (node.getPhase().equals("running") && node.getLeaseNanos() < 0) {
            found.find(
                    Kind.KIND_LEASE,
                    where,
                    "its lease ran out " + RoundFindings.seconds(-node.getLeaseNanos())
                            + " ago: it hears of no coordinator and serves nobody");
        }
    }

    private static void check(String where, AuditedZone zone, RoundFindings found) {
        long sum = zone.getFree() + zone.getPagesets() + zone.getAllocated() + zone.getReserved();
        if (sum != zone.getPresent()) {
            found.find(
                    Kind.KIND_ZONE_SUM,
                    where,
                    "free " + zone.getFree() + " + pagesets " + zone.getPagesets() + " + allocated "
                            + zone.getAllocated() + " + reserved " + zone.getReserved() + " = " + sum
                            + " pages, but " + zone.getPresent() + " are present");
        }
    }
}
