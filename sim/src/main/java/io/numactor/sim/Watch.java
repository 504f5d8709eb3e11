package io.numactor.sim;

import io.numactor.api.v1.NodeState;
import io.numactor.mm.node.PgData;
import io.numactor.node.NodeCore;
import io.numactor.proto.WireTypes;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeWork;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Looks for broken invariants: the cheap ones at what a step has touched, all of them now and then. */
final class Watch {
    private final World world;
    /** The newest life of each node. */
    private final Map<Integer, Long> lives = new HashMap<>();
    /** The last grant of each life: an old answer that is given again is no service. */
    private final Map<Long, Integer> lastGrants = new HashMap<>();

    private long served;

    Watch(World world) {
        this.world = world;
    }

    void began(int nid, long incarnation) {
        lives.put(nid, incarnation);
    }

    /** Only one life of a node may serve, the last that was begun; and only routers that know its epoch. */
    void served(NodeJvm jvm, NodeWork work, NodeAnswers answers) {
        int grant = answers.getAnswersList().stream()
                .filter(answer -> answer.getTried().getPfnDeltaCount() > 0)
                .mapToInt(answer -> answer.getTried().getGrant())
                .max()
                .orElse(0);
        boolean serves = grant > lastGrants.getOrDefault(answers.getIncarnation(), 0);
        lastGrants.merge(answers.getIncarnation(), grant, Math::max);
        if (serves && lives.getOrDefault(answers.getNode(), 0L) != answers.getIncarnation()) {
            throw new SimFailure(jvm + " serves, but node " + answers.getNode() + " has begun another life");
        }
        if (serves && WireTypes.compare(work.getEpoch(), answers.getEpoch()) < 0) {
            throw new SimFailure(
                    jvm + " serves a router of epoch " + work.getEpoch().getTerm() + "."
                            + work.getEpoch().getCounter() + ", but is at "
                            + answers.getEpoch().getTerm() + "."
                            + answers.getEpoch().getCounter());
        }
        served += serves ? 1 : 0;
    }

    /** Answers that handed out pages. */
    long served() {
        return served;
    }

    /** After a step that touched this node. */
    void look(NodeJvm jvm) {
        jvm.core().ifPresent(node -> {
            holds(node, PgData::balance);
            world.claims().pages(node.incarnation()).forEach((owner, pages) -> {
                if (pages > node.memory().ownedPages(owner)) {
                    throw new SimFailure("the client of owner " + Long.toHexString(owner) + " believes to hold " + pages
                            + " pages of node " + node.nid() + ", which says that it has "
                            + node.memory().ownedPages(owner));
                }
            });
        });
    }

    private static void holds(NodeCore node, Consumer<PgData> invariant) {
        try {
            invariant.accept(node.memory());
        } catch (IllegalStateException broken) {
            throw new SimFailure("node " + node.nid() + ": " + broken.getMessage());
        }
    }

    /** Everything, from the frames themselves. */
    void audit() {
        for (NodeJvm jvm : world.nodes()) {
            jvm.core().ifPresent(node -> {
                holds(node, PgData::validate);
                world.claims().of(node.incarnation()).forEach(claim -> known(node, claim));
            });
        }
    }

    /** A client that is told of pages: the node that is said to have handed them out must know of it. */
    void known(NodeCore node, Claims.Claim claim) {
        if (!node.memory().holds(claim.owner(), claim.pfn(), claim.order(), claim.grant())) {
            throw new SimFailure(claim.client() + " believes to hold " + claim + ", but the node does not say so");
        }
    }

    /** At the end: what clients believe and what nodes say is the same, to the page. */
    void settled() {
        audit();
        world.operator()
                .ifPresent(operator -> world.gateways().forEach(gateway -> operator.settled(gateway, gateway.shown())));
        for (NodeJvm jvm : world.nodes()) {
            NodeCore node = jvm.core().orElseThrow(() -> new SimFailure(jvm + " has not come back"));
            NodeState state = node.state();
            if (!state.getPhase().equals("running")) {
                throw new SimFailure("node " + node.nid() + " is in " + state.getPhase());
            }
            Map<Long, Long> believed = world.claims().pages(node.incarnation());
            Map<Long, Long> said = new TreeMap<>(node.memory().owners());
            if (!believed.equals(said)) {
                throw new SimFailure("node " + node.nid() + ": owners hold " + hex(said)
                        + ", but their clients know of " + hex(believed));
            }
        }
        world.claims().all().forEach(claim -> {
            if (world.nodes().stream()
                    .noneMatch(jvm -> jvm.core()
                            .filter(node -> node.incarnation() == claim.incarnation())
                            .isPresent())) {
                throw new SimFailure(claim.client() + " was never told that " + claim + " is lost with the node");
            }
        });
    }

    private static String hex(Map<Long, Long> owners) {
        Map<String, Long> named = new TreeMap<>();
        owners.forEach((owner, pages) -> named.put(Long.toHexString(owner), pages));
        return named.toString();
    }
}
