package io.numactor.coordinator.audit;

import io.numactor.api.v1.AuditFinding.Kind;
import io.numactor.api.v1.AuditedNode;
import io.numactor.api.v1.AuditedRouter;
import io.numactor.api.v1.Epoch;
import io.numactor.wire.ControlAudited;
import io.numactor.wire.NodeCompared;
import io.numactor.wire.RouterAudited;
import io.numactor.wire.RuledNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether coordinator, routers and nodes mean the same machine: lives, epochs, terms and leases. */
final class AgreementChecks {
    private final AuditRound round;
    private final RoundFindings found;

    AgreementChecks(AuditRound round, RoundFindings found) {
        this.round = round;
        this.found = found;
    }

    void check() {
        round.silentRouters().forEach(address -> silent("gateway " + address));
        round.nodes().forEach((nid, node) -> {
            if (!node.hasAudited()) {
                silent("node " + nid);
            }
        });
        if (round.control().filter(ControlAudited::getRuling).isEmpty()) {
            found.find(
                    Kind.KIND_SILENT,
                    "coordinator",
                    round.control().isPresent() ? "it does not rule yet" : "none answers");
            return;
        }
        against(round.control().get());
    }

    private void silent(String who) {
        found.find(Kind.KIND_SILENT, who, "does not answer: nothing is known of what it holds");
    }

    private void against(ControlAudited control) {
        for (RouterAudited router : round.routers()) {
            router(router.getRouter(), control);
            lives(router, control);
        }
        round.nodes().values().stream()
                .filter(NodeCompared::hasAudited)
                .forEach(node -> node(node.getAudited().getNode(), control));
        control.getNodesList().forEach(this::oneLife);
        control.getNodesList().stream()
                .filter(RuledNode::getLost)
                .forEach(node -> found.note("node " + node.getNode() + " is lost, and its pages with it"));
    }

    private void router(AuditedRouter router, ControlAudited control) {
        String where = where(router);
        epoch(where, router.getEpoch(), control);
        if (control.getRunning() && router.getLeaseNanos() < 0) {
            found.find(
                    Kind.KIND_LEASE,
                    where,
                    "its lease ran out " + RoundFindings.seconds(-router.getLeaseNanos())
                            + " ago: its owners may be given up");
        }
    }

    private static String where(AuditedRouter router) {
        return "gateway " + router.getAddress();
    }

    private void epoch(String where, Epoch epoch, ControlAudited control) {
        if (!epoch.equals(control.getEpoch())) {
            found.find(
                    Kind.KIND_EPOCH,
                    where,
                    "works under epoch " + RoundFindings.text(epoch) + ", but the coordinator rules under "
                            + RoundFindings.text(control.getEpoch()));
        }
    }

    private void node(AuditedNode node, ControlAudited control) {
        String where = "node " + node.getNode();
        epoch(where, node.getEpoch(), control);
        if (node.getPromisedTerm() > control.getEpoch().getTerm()) {
            found.find(
                    Kind.KIND_EPOCH,
                    where + " promise",
                    "has promised term " + node.getPromisedTerm() + " to another coordinator than that of term "
                            + control.getEpoch().getTerm());
        }
    }

    /** Every router works with the lives that the coordinator rules, and those are the lives that answer. */
    private void lives(RouterAudited router, ControlAudited control) {
        Map<Integer, NodeCompared> known =
                router.getNodesList().stream().collect(Collectors.toMap(NodeCompared::getNode, node -> node));
        for (RuledNode ruled : control.getNodesList()) {
            NodeCompared node = known.get(ruled.getNode());
            long works = node == null ? 0 : node.getIncarnation();
            long rules = ruled.getLost() ? 0 : ruled.getIncarnation();
            if (works != rules) {
                found.find(
                        Kind.KIND_INCARNATION,
                        "node " + ruled.getNode(),
                        where(router.getRouter()) + " works with " + life(works) + ", but the coordinator rules "
                                + life(rules));
            } else if (node != null
                    && node.hasAudited()
                    && node.getAudited().getNode().getIncarnation() != works) {
                found.find(
                        Kind.KIND_INCARNATION,
                        "node " + ruled.getNode(),
                        life(node.getAudited().getNode().getIncarnation()) + " answers for " + life(works));
            }
        }
    }

    private static String life(long incarnation) {
        return incarnation == 0 ? "none" : "life " + RoundFindings.life(incarnation);
    }

    private void oneLife(RuledNode node) {
        List<String> others = node.getHostedList().stream()
                .filter(life -> life != node.getIncarnation())
                .map(RoundFindings::life)
                .toList();
        if (!node.getLost() && node.getIncarnation() != 0 && !others.isEmpty()) {
            found.find(
                    Kind.KIND_TWO_LIVES,
                    "node " + node.getNode(),
                    "lives as " + RoundFindings.life(node.getIncarnation()) + " and also as "
                            + String.join(", ", others));
        }
    }
}
