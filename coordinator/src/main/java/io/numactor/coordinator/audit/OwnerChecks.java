package io.numactor.coordinator.audit;

import io.numactor.api.v1.AuditFinding.Kind;
import io.numactor.wire.Claim;
import io.numactor.wire.ControlAudited;
import io.numactor.wire.Mismatch;
import io.numactor.wire.NodeCompared;
import io.numactor.wire.RouterAudited;
import io.numactor.wire.SessionHoldings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether every page that a node has handed out is known to the router that its owner lives on. */
final class OwnerChecks {
    private OwnerChecks() {}

    static void check(AuditRound round, RoundFindings found) {
        for (RouterAudited router : round.routers()) {
            for (NodeCompared node : router.getNodesList()) {
                node.getMismatchesList().forEach(mismatch -> mismatch(node.getNode(), mismatch, found));
            }
        }
        orphans(round, found);
    }

    private static void mismatch(int nid, Mismatch mismatch, RoundFindings found) {
        String where = "owner " + Long.toUnsignedString(mismatch.getOwner()) + " on node " + nid;
        String says = mismatch.getUnknown()
                ? "its gateway knows no such owner"
                : "its gateway was told of " + mismatch.getRouterPages() + " pages";
        String reclaimed = mismatch.getReclaimed() == 0
                ? ""
                : ", and that reclaim took " + mismatch.getReclaimed() + " of its pages back";
        found.find(
                Kind.KIND_OWNER_PAGES,
                where,
                says + ", but the node says that it has " + mismatch.getNodePages() + reclaimed);
    }

    /** Pages of routers that nobody hears of: the coordinator has them freed, if it knows of them. */
    private static void orphans(AuditRound round, RoundFindings found) {
        Set<Long> alive = round.routers().stream()
                .map(router -> router.getRouter().getSession())
                .collect(Collectors.toSet());
        Map<Long, Long> claims = claims(round.control());
        long waiting = 0;
        long longest = 0;
        for (NodeCompared node : round.nodes().values()) {
            for (SessionHoldings held : node.getAudited().getSessionsList()) {
                if (alive.contains(held.getSession())) {
                    continue;
                }
                Long claimed = claims.get(held.getSession());
                if (claimed == null && round.control().isPresent()) {
                    orphan(node.getNode(), held, found);
                } else {
                    waiting += held.getPages();
                    longest = Math.max(longest, left(round, claimed == null ? 0 : claimed));
                }
            }
        }
        if (waiting > 0) {
            found.note(waiting + " pages of owners whose gateway is gone are freed within "
                    + RoundFindings.seconds(longest));
        }
    }

    private static Map<Long, Long> claims(Optional<ControlAudited> control) {
        Map<Long, Long> claims = new HashMap<>();
        control.ifPresent(ruler -> {
            for (Claim claim : ruler.getClaimsList()) {
                claims.put(claim.getSession(), claim.getAgoNanos());
            }
        });
        return claims;
    }

    private static long left(AuditRound round, long claimedAgo) {
        long after = round.control().map(ControlAudited::getAbandonedAfterNanos).orElse(0L);
        return Math.max(0, after - claimedAgo);
    }

    private static void orphan(int nid, SessionHoldings held, RoundFindings found) {
        found.find(
                Kind.KIND_ORPHAN,
                "node " + nid,
                held.getPages() + " pages of " + held.getOwners() + " owners of gateway session "
                        + Long.toHexString(held.getSession())
                        + ", which neither a gateway nor the coordinator knows");
    }
}
