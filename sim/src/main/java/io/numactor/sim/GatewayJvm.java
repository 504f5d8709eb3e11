package io.numactor.sim;

import io.numactor.api.v1.Sysctl;
import io.numactor.coordinator.router.RouterCore;
import io.numactor.coordinator.router.RouterListener;
import io.numactor.wire.Install;
import io.numactor.wire.InstalledNode;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeWork;
import io.numactor.wire.RouterHello;
import io.numactor.wire.RouterInstalled;
import io.numactor.wire.RouterLease;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A JVM that takes clients' requests: a router, and its clients' connections. */
final class GatewayJvm extends Jvm implements RouterListener {
    private static final int SESSION_BITS = 30;

    private final World world;
    private final Map<Long, Connection> clients = new HashMap<>();
    private Optional<RouterCore> core = Optional.empty();
    private final Map<Integer, Long> lives = new HashMap<>();
    private final Set<Long> present = new HashSet<>();
    private List<Sysctl> shown = List.of();

    private record Connection(SimClient client, long number) {}

    GatewayJvm(World world, int index) {
        super("gateway" + index);
        this.world = world;
    }

    @Override
    void started() {
        RouterCore router = new RouterCore(
                World.TIMING, () -> world.chance().id(SESSION_BITS), world.agenda()::now, this::send, this);
        router.useHints(true);
        core = Optional.of(router);
        clients.clear();
        lives.clear();
        hello(uid());
        tick(uid());
    }

    @Override
    void killed() {
        core = Optional.empty();
        clients.clear();
    }

    private void hello(long life) {
        if (!isAlive(life)) {
            return;
        }
        core.ifPresent(router -> {
            RouterHello hello = RouterHello.newBuilder()
                    .setMember(world.member(this))
                    .setSession(router.session())
                    .setEpoch(router.epoch())
                    .setSentAt(world.agenda().now())
                    .addAllAdoptions(router.adoptions().asks())
                    .build();
            String ref = world.refs().of(this);
            world.toCoordinator(this, "hello", control -> control.routerJoins(ref, hello));
        });
        world.agenda().afterMillis(World.RENEW_MILLIS, "timer", () -> hello(life));
    }

    private void tick(long life) {
        if (isAlive(life)) {
            doing(RouterCore::tick);
            world.agenda().afterMillis(World.TICK_MILLIS, "timer", () -> tick(life));
        }
    }

    /** Lets the router do something, and sends what came of it. */
    void doing(Consumer<RouterCore> action) {
        core.ifPresent(router -> {
            action.accept(router);
            router.flush();
        });
    }

    private void send(int nid, NodeWork work) {
        NodeJvm node = world.node(nid);
        world.saboteur().sent(this, nid, work);
        world.network().send(this, node, "work", () -> node.onWork(this, work));
    }

    void onAnswers(NodeAnswers answers) {
        doing(router -> router.answered(world.saboteur().answers(this, answers)));
    }

    void onLease(RouterLease lease) {
        doing(router -> {
            router.renewed(lease.getSentAt());
            router.adoptions().decided(lease.getAdoptionsList());
        });
    }

    void onInstall(Install install) {
        world.trace(() -> name() + " hears of epoch " + install.getEpoch().getTerm() + "."
                + install.getEpoch().getCounter() + ", without nodes "
                + install.getNodesList().stream()
                        .filter(node -> !node.getOnline() || node.getIncarnation() == 0)
                        .map(InstalledNode::getNode)
                        .toList());
        doing(router -> {
            router.renewed(install.getSentAt());
            if (router.install(install)) {
                shown = install.getSysctlsList();
                install.getNodesList().forEach(node -> lives.put(node.getNode(), node.getIncarnation()));
                present.clear();
                install.getNodesList().stream()
                        .filter(InstalledNode::getOnline)
                        .forEach(node -> present.add(node.getIncarnation()));
            }
        });
        world.operator().ifPresent(any -> confirm());
    }

    private void confirm() {
        String ref = world.refs().of(this);
        core.ifPresent(router -> {
            RouterInstalled installed =
                    RouterInstalled.newBuilder().setEpoch(router.epoch()).build();
            world.toCoordinator(this, "ready", control -> control.routerReady(ref, installed));
        });
    }

    /** The life of each node that its router knows. */
    Map<Integer, Long> lives() {
        return Map.copyOf(lives);
    }

    /** Whether its router takes this life of a node to be part of the machine. */
    boolean has(long incarnation) {
        return present.contains(incarnation);
    }

    /** Tunables of the machine that it knows. */
    List<Sysctl> shown() {
        return shown;
    }

    /** From now on the owner's client is told of what it loses. */
    void belongs(long owner, SimClient client, long connection) {
        clients.put(owner, new Connection(client, connection));
    }

    @Override
    public void pagesLost(int nid, long incarnation, Map<Long, Long> pages) {
        for (long owner : new TreeSet<>(pages.keySet())) {
            world.trace(name() + ": owner " + Long.toHexString(owner) + " loses node " + nid);
            tell(owner, client -> client.onPagesLost(owner, nid, incarnation));
        }
    }

    @Override
    public void ownersLost(Collection<Long> owners, String why) {
        for (long owner : owners) {
            world.trace(name() + ": owner " + Long.toHexString(owner) + " is lost");
            tell(owner, client -> client.onOwnerLost(owner));
        }
    }

    private void tell(long owner, Consumer<SimClient> what) {
        Connection connection = clients.get(owner);
        if (connection != null) {
            connection.client().hears(connection.number(), () -> what.accept(connection.client()));
        }
    }

    boolean isRunning() {
        return core.filter(RouterCore::isRunning).isPresent();
    }

    /** Requests without an answer. */
    int inFlight() {
        return core.map(RouterCore::inFlight).orElse(0);
    }
}
