package io.numactor.sim;

import io.numactor.api.v1.Epoch;
import io.numactor.node.NodeCore;
import io.numactor.wire.HostedNode;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeBlueprint;
import io.numactor.wire.NodeWork;
import io.numactor.wire.Offer;
import io.numactor.wire.PhaseDone;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Promise;
import io.numactor.wire.Promised;
import io.numactor.wire.StartNode;
import java.util.Optional;

/** A JVM that hosts one NUMA node: offers itself, obeys the coordinator, serves routers. */
final class NodeJvm extends Jvm {
    private static final int OFFER_MILLIS = 1_000;

    private final World world;
    private final int nid;
    private Optional<NodeCore> core = Optional.empty();

    NodeJvm(World world, int nid) {
        super("node" + nid);
        this.world = world;
        this.nid = nid;
    }

    int nid() {
        return nid;
    }

    /** The node, once it is started. */
    Optional<NodeCore> core() {
        return core;
    }

    @Override
    void started() {
        offer(uid());
    }

    @Override
    void killed() {
        core = Optional.empty();
    }

    private void offer(long life) {
        if (!isAlive(life)) {
            return;
        }
        Offer.Builder offer = Offer.newBuilder().setMember(world.member(this)).addNodes(nid);
        core.ifPresent(node -> offer.addHosted(HostedNode.newBuilder()
                .setNode(nid)
                .setIncarnation(node.incarnation())
                .setNodeRef(world.refs().of(this))));
        Offer said = offer.build();
        world.toCoordinator(
                this, "offer", control -> control.hostOffers(world.refs().of(this, life), said));
        world.agenda().afterMillis(OFFER_MILLIS, "timer", () -> offer(life));
    }

    void onStart(Jvm coordinator, StartNode start) {
        if (core.isEmpty()) {
            NodeBlueprint blueprint = start.getBlueprint();
            core = Optional.of(new NodeCore(blueprint, world.newIncarnation(this), World.TIMING, world.agenda()::now));
        }
        PhaseDone done = PhaseDone.newBuilder()
                .setNode(nid)
                .setIncarnation(core.get().incarnation())
                .setEpoch(start.getEpoch())
                .setPhase(start.getPhase())
                .build();
        confirm(coordinator, done);
    }

    private void confirm(Jvm coordinator, PhaseDone done) {
        String ref = world.refs().of(this);
        world.send(this, coordinator, "done", () -> ((ControlJvm) coordinator).nodeDone(ref, done));
    }

    void onOrder(Jvm coordinator, PhaseOrder order) {
        core.ifPresent(node -> {
            PhaseOrder arrived = world.saboteur().order(node, order);
            if (node.run(arrived)) {
                confirm(coordinator, node.done(order));
            } else {
                node.refusal(arrived).ifPresent(promised -> say(coordinator, promised));
            }
            world.touched(this);
        });
    }

    void onPromise(Jvm coordinator, Promise promise) {
        core.ifPresent(node -> {
            say(coordinator, node.promise(promise));
        });
    }

    private void say(Jvm coordinator, Promised promised) {
        world.send(this, coordinator, "promised", () -> ((ControlJvm) coordinator).nodePromised(promised));
    }

    void onWork(GatewayJvm gateway, NodeWork work) {
        core.ifPresent(node -> {
            NodeAnswers answers = node.handle(world.saboteur().work(node, work));
            world.watch().served(this, work, answers);
            world.trace(() -> Lines.of(this, gateway, work, answers));
            if (answers.getAnswersCount() > 0) {
                world.send(this, gateway, "answers", () -> gateway.onAnswers(answers));
            }
            if (node.kswapdAwake()) {
                node.runKswapd();
            }
            world.touched(this);
        });
    }

    Epoch epoch() {
        return core.map(NodeCore::epoch).orElse(Epoch.getDefaultInstance());
    }
}
