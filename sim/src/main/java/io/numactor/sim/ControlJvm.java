package io.numactor.sim;

import io.numactor.coordinator.BootableMachine;
import io.numactor.coordinator.ControlWire;
import io.numactor.coordinator.CoordinatorCore;
import io.numactor.wire.ChangeAnswer;
import io.numactor.wire.ChangeRequest;
import io.numactor.wire.ControlAudited;
import io.numactor.wire.Install;
import io.numactor.wire.Offer;
import io.numactor.wire.PhaseDone;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Promise;
import io.numactor.wire.Promised;
import io.numactor.wire.RouterHello;
import io.numactor.wire.RouterInstalled;
import io.numactor.wire.RouterLease;
import io.numactor.wire.StartNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A JVM that may run the coordinator, and does when the membership makes it the oldest of its kind. */
final class ControlJvm extends Jvm implements ControlWire {
    private static final int CANDIDATE_BITS = 40;

    private final World world;
    private final Set<Long> known = new HashSet<>();
    private Optional<CoordinatorCore> core = Optional.empty();

    ControlJvm(World world, int index) {
        super("control" + index);
        this.world = world;
    }

    @Override
    void started() {
        known.clear();
    }

    @Override
    void killed() {
        core = Optional.empty();
    }

    /** It is the oldest now, and these are the members that it knows of. */
    void becomeCoordinator(Set<Long> members) {
        if (!isAlive() || core.isPresent()) {
            return;
        }
        known.addAll(members);
        core = Optional.of(candidate(uid()));
        tick(uid());
    }

    private CoordinatorCore candidate(long number) {
        return new CoordinatorCore(
                new BootableMachine("ring", world.machine(), 1),
                number,
                World.TIMING,
                world.agenda()::now,
                known::contains,
                this);
    }

    private void tick(long life) {
        if (isAlive(life)) {
            core.ifPresent(CoordinatorCore::tick);
            if (core.filter(CoordinatorCore::isOutvoted).isPresent()) {
                note("begins anew: it is outvoted");
                core = Optional.of(candidate(world.chance().id(CANDIDATE_BITS)));
            }
            world.agenda().afterMillis(World.RENEW_MILLIS, "timer", () -> tick(life));
        }
    }

    boolean isRuling() {
        return core.filter(CoordinatorCore::isRuling).isPresent();
    }

    Optional<ControlAudited> audited() {
        return core.map(CoordinatorCore::audited);
    }

    void memberJoined(long uid) {
        known.add(uid);
    }

    void memberLeft(long uid, String who) {
        known.remove(uid);
        core.ifPresent(coordinator -> coordinator.memberLeft(uid, who));
    }

    void hostOffers(String hostRef, Offer offer) {
        core.ifPresent(coordinator -> coordinator.hostOffers(hostRef, offer));
    }

    void nodeDone(String nodeRef, PhaseDone done) {
        core.ifPresent(coordinator -> coordinator.nodeDone(nodeRef, done));
    }

    void nodePromised(Promised promised) {
        core.ifPresent(coordinator -> coordinator.nodePromised(promised));
    }

    void routerJoins(String routerRef, RouterHello hello) {
        core.ifPresent(coordinator -> coordinator.routerJoins(routerRef, hello));
    }

    void changeMachine(String routerRef, ChangeRequest request) {
        core.ifPresent(coordinator -> coordinator.changeMachine(routerRef, request));
    }

    void routerReady(String routerRef, RouterInstalled installed) {
        core.ifPresent(coordinator -> coordinator.routerReady(routerRef, installed));
    }

    @Override
    public void start(String hostRef, StartNode start) {
        Refs.Life host = world.refs().life(hostRef);
        world.send(this, host, "start", () -> ((NodeJvm) host.jvm()).onStart(this, start));
    }

    @Override
    public void order(String nodeRef, PhaseOrder order) {
        Refs.Life node = world.refs().life(nodeRef);
        world.send(this, node, "order", () -> ((NodeJvm) node.jvm()).onOrder(this, order));
    }

    @Override
    public void promise(String nodeRef, Promise promise) {
        Refs.Life node = world.refs().life(nodeRef);
        world.send(this, node, "promise", () -> ((NodeJvm) node.jvm()).onPromise(this, promise));
    }

    @Override
    public void lease(String routerRef, RouterLease lease) {
        Refs.Life router = world.refs().life(routerRef);
        world.send(this, router, "lease", () -> ((GatewayJvm) router.jvm()).onLease(lease));
    }

    @Override
    public void install(String routerRef, Install install) {
        Refs.Life router = world.refs().life(routerRef);
        world.send(this, router, "install", () -> ((GatewayJvm) router.jvm()).onInstall(install));
    }

    @Override
    public void answer(String routerRef, ChangeAnswer answer) {
        world.operator().ifPresent(operator -> operator.answered(answer));
    }

    @Override
    public void note(String what) {
        world.trace(name() + ": " + what);
    }
}
