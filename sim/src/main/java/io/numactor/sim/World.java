package io.numactor.sim;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.node.NodeCore;
import io.numactor.proto.Timing;
import io.numactor.wire.MemberInfo;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The cluster: its JVMs, what is between them, and who looks on. */
final class World {
    static final int RENEW_MILLIS = 500;
    static final int TICK_MILLIS = 200;
    /** As in a real cluster, with shorter leases: a run is to see them end. */
    static final Timing TIMING = new Timing(200_000_000L, 100_000_000L, 500_000_000L, 2_000_000_000L);

    private static final int UID_BITS = 40;
    private static final int RESTART_MIN_MILLIS = 100;
    private static final int RESTART_MAX_MILLIS = 1_500;
    private static final int CONTROLS = 2;
    private static final int GATEWAYS = 2;
    private static final int CLIENTS = 5;

    private final Agenda agenda = new Agenda();
    private final Refs refs = new Refs();
    private final Claims claims = new Claims();
    private final Watch watch = new Watch(this);
    private final HintWatch hints = new HintWatch(this);
    private final Consumer<String> tracer;
    private final boolean traced;
    private final BootInput machine;
    private final Chance chance;
    private final Network network;
    private final Membership membership;
    private final Saboteur saboteur;
    private final List<NodeJvm> nodes;
    private final List<GatewayJvm> gateways;
    private final List<ControlJvm> controls;
    private final List<SimClient> clients;
    private final Optional<SimOperator> operator;
    private final boolean oneGatewayFirst;
    private final Set<NodeJvm> touched = new LinkedHashSet<>();

    World(SimPlan plan, BootInput machine, boolean traced, Consumer<String> tracer) {
        this.traced = traced;
        this.tracer = tracer;
        this.machine = machine;
        this.chance = new Chance(plan.seed());
        this.network = new Network(agenda, chance.split(), plan.faults());
        this.membership = new Membership(this, chance.split());
        this.saboteur = new Saboteur(plan.sabotage());
        this.nodes = IntStream.range(0, plan.nodes())
                .mapToObj(nid -> new NodeJvm(this, nid))
                .toList();
        this.gateways = IntStream.range(0, GATEWAYS)
                .mapToObj(i -> new GatewayJvm(this, i))
                .toList();
        this.controls = IntStream.range(0, CONTROLS)
                .mapToObj(i -> new ControlJvm(this, i))
                .toList();
        this.oneGatewayFirst = chance.split().happens(0.7);
        this.clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> new SimClient(this, i, chance.split()))
                .toList();
        this.operator =
                plan.changes() ? Optional.of(new SimOperator(this, new Chance(~plan.seed()))) : Optional.empty();
    }

    /** Whoever changes the machine, if anybody does. */
    Optional<SimOperator> operator() {
        return operator;
    }

    void begin() {
        controls.forEach(this::start);
        gateways.forEach(this::start);
        nodes.forEach(this::start);
    }

    /** Whether every node runs and the routers know it. */
    boolean isBooted() {
        return gateways.stream().allMatch(GatewayJvm::isRunning);
    }

    private void start(Jvm jvm) {
        jvm.start(chance.id(UID_BITS));
        membership.join(jvm);
    }

    /** Lets the next thing happen and looks at what it has touched. */
    void step() {
        agenda.next();
        touched.forEach(watch::look);
        touched.forEach(hints::look);
        touched.clear();
    }

    void touched(NodeJvm jvm) {
        touched.add(jvm);
    }

    /** {@code kill -9}; it is started again later. */
    void kill(Jvm jvm) {
        trace(jvm + " is killed");
        jvm.kill();
        if (jvm instanceof GatewayJvm gateway) {
            clients.forEach(client -> client.gatewayDied(gateway));
        }
        membership.silent(jvm);
        long uid = jvm.uid();
        agenda.afterMillis(chance.between(RESTART_MIN_MILLIS, RESTART_MAX_MILLIS), "restart", () -> restart(jvm, uid));
    }

    private void restart(Jvm jvm, long uid) {
        if (!jvm.isAlive() && jvm.uid() == uid) {
            trace(jvm + " is started again");
            network.rejoin(jvm);
            start(jvm);
        }
    }

    /** No message gets in or out. */
    void isolate(Jvm jvm) {
        trace(jvm + " is cut off");
        network.isolate(jvm);
        membership.silent(jvm);
    }

    void rejoin(Jvm jvm) {
        trace(jvm + " is reachable again");
        network.rejoin(jvm);
    }

    void send(Jvm from, Jvm to, String what, Runnable delivery) {
        network.send(from, to, to.uid(), what, delivery);
    }

    void send(Jvm from, Refs.Life to, String what, Runnable delivery) {
        network.send(from, to.jvm(), to.uid(), what, delivery);
    }

    void toCoordinator(Jvm from, String what, Consumer<ControlJvm> delivery) {
        membership.coordinator().ifPresent(control -> send(from, control, what, () -> delivery.accept(control)));
    }

    MemberInfo member(Jvm jvm) {
        return MemberInfo.newBuilder().setAddress(jvm.name()).setUid(jvm.uid()).build();
    }

    long newIncarnation(NodeJvm jvm) {
        long incarnation = chance.id(UID_BITS);
        watch.began(jvm.nid(), incarnation);
        trace(jvm + " begins life " + Long.toHexString(incarnation));
        return incarnation;
    }

    /** The node that lives as this, if it does. */
    Optional<NodeCore> life(long incarnation) {
        for (NodeJvm jvm : nodes) {
            Optional<NodeCore> core = jvm.core().filter(node -> node.incarnation() == incarnation);
            if (core.isPresent()) {
                return core;
            }
        }
        return Optional.empty();
    }

    /** Whether boot is over, and the coordinator in office. */
    boolean isRuled() {
        return membership.coordinator().filter(ControlJvm::isRuling).isPresent();
    }

    /** Writes down what is costly to put into words. */
    void trace(Supplier<String> what) {
        if (traced) {
            trace(what.get());
        }
    }

    void trace(String what) {
        tracer.accept(agenda.now() / 1_000_000 + " ms  " + what);
    }

    Agenda agenda() {
        return agenda;
    }

    Chance chance() {
        return chance;
    }

    Network network() {
        return network;
    }

    Membership membership() {
        return membership;
    }

    Saboteur saboteur() {
        return saboteur;
    }

    Claims claims() {
        return claims;
    }

    Watch watch() {
        return watch;
    }

    HintWatch hints() {
        return hints;
    }

    /** Whether clients go to the first gateway while it lives: nodes give hints to one router at a time. */
    boolean oneGatewayFirst() {
        return oneGatewayFirst;
    }

    Refs refs() {
        return refs;
    }

    BootInput machine() {
        return machine;
    }

    NodeJvm node(int nid) {
        return nodes.get(nid);
    }

    List<NodeJvm> nodes() {
        return nodes;
    }

    List<GatewayJvm> gateways() {
        return gateways;
    }

    List<ControlJvm> controls() {
        return controls;
    }

    List<SimClient> clients() {
        return clients;
    }

    List<Jvm> jvms() {
        List<Jvm> all = new ArrayList<>(nodes);
        all.addAll(gateways);
        all.addAll(controls);
        return all;
    }
}
