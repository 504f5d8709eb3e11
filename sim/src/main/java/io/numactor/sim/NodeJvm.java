package io.numactor.sim;

import io.numactor.api.v1.Epoch;
import io.numactor.node.NodeCore;
import io.numactor.node.NodeTurns;
import io.numactor.proto.HintTimes;
import io.numactor.wire.HostedNode;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeWork;
import io.numactor.wire.Offer;
import io.numactor.wire.PhaseDone;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Promise;
import io.numactor.wire.Promised;
import io.numactor.wire.StartNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A JVM that hosts one NUMA node: offers itself, obeys the coordinator, serves routers. */
final class NodeJvm extends Jvm implements NodeTurns.Place {
    private static final int OFFER_MILLIS = 500;

    private final World world;
    private final int nid;
    private final Map<Long, GatewayJvm> sessions = new HashMap<>();
    private Optional<NodeCore> core = Optional.empty();
    private Optional<NodeTurns> turns = Optional.empty();
    private int patience;
    private boolean kswapdDue;

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
        turns = Optional.empty();
        sessions.clear();
        patience++;
        kswapdDue = false;
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
            begin(new NodeCore(start.getBlueprint(), world.newIncarnation(this), World.TIMING, world.agenda()::now));
        }
        PhaseDone done = PhaseDone.newBuilder()
                .setNode(nid)
                .setIncarnation(core.get().incarnation())
                .setEpoch(start.getEpoch())
                .setPhase(start.getPhase())
                .build();
        confirm(coordinator, done);
    }

    private void begin(NodeCore node) {
        core = Optional.of(node);
        turns = Optional.of(new NodeTurns(node, this));
    }

    private void confirm(Jvm coordinator, PhaseDone done) {
        String ref = world.refs().of(this);
        world.send(this, coordinator, "done", () -> ((ControlJvm) coordinator).nodeDone(ref, done));
    }

    void onOrder(Jvm coordinator, PhaseOrder order) {
        core.ifPresent(node -> {
            PhaseOrder arrived = world.saboteur().order(node, order);
            turn(next -> next.order(arrived, () -> obey(coordinator, node, order, arrived)));
        });
    }

    private void obey(Jvm coordinator, NodeCore node, PhaseOrder order, PhaseOrder arrived) {
        if (node.run(arrived)) {
            confirm(coordinator, node.done(order));
        } else {
            node.refusal(arrived).ifPresent(promised -> say(coordinator, promised));
        }
    }

    /** Something has its turn, and then the reclaim daemon as often as it wants one. */
    private void turn(Consumer<NodeTurns> what) {
        turns.ifPresent(next -> {
            what.accept(next);
            while (kswapdDue) {
                kswapdDue = false;
                next.runKswapd();
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
        sessions.put(work.getSession(), gateway);
        core.ifPresent(node -> {
            NodeWork arrived = world.saboteur().work(node, work);
            turn(next -> next.work(arrived, answers -> done(gateway, work, answers)));
        });
    }

    private void done(GatewayJvm gateway, NodeWork work, NodeAnswers answers) {
        world.watch().served(this, work, answers);
        world.trace(() -> Lines.of(this, gateway, work, answers));
        if (answers.getAnswersCount() > 0) {
            answer(gateway, answers);
        }
    }

    private void answer(GatewayJvm gateway, NodeAnswers answers) {
        world.send(this, gateway, "answers", () -> gateway.onAnswers(answers));
    }

    @Override
    public void withdraw(long session, NodeAnswers withdrawal) {
        world.trace(() -> name() + " withdraws its hints up to version " + withdrawal.getHintVersion());
        Optional.ofNullable(sessions.get(session)).ifPresent(gateway -> answer(gateway, withdrawal));
    }

    @Override
    public void beginPatience() {
        int begun = ++patience;
        world.agenda().afterMillis(HintTimes.PATIENCE.toMillis(), "timer", () -> {
            if (begun == patience) {
                turn(NodeTurns::lapse);
            }
        });
    }

    @Override
    public void endPatience() {
        patience++;
    }

    @Override
    public void kswapdIsDue() {
        kswapdDue = true;
    }

    Epoch epoch() {
        return core.map(NodeCore::epoch).orElse(Epoch.getDefaultInstance());
    }
}
