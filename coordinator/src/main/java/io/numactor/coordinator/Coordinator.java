package io.numactor.coordinator;

import com.google.protobuf.TextFormat;
import io.grpc.Status;
import io.numactor.coordinator.boot.BootConductor;
import io.numactor.coordinator.boot.Directive;
import io.numactor.coordinator.change.ChangeDirective;
import io.numactor.coordinator.change.MachineChanges;
import io.numactor.mm.boot.BootPhase;
import io.numactor.proto.CoordinatorCommand;
import io.numactor.proto.HostCommand;
import io.numactor.proto.NodeCommand;
import io.numactor.proto.RouterCommand;
import io.numactor.wire.ChangeAnswer;
import io.numactor.wire.ChangeRequest;
import io.numactor.wire.Install;
import io.numactor.wire.MemberInfo;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * The control plane as an actor: carries the {@link BootConductor}'s orders to hosts and nodes, their confirmations
 * back, and every new epoch to the routers. It is never on the path of an allocation.
 */
public final class Coordinator extends AbstractBehavior<CoordinatorCommand> {
    /** An order that is not confirmed by then is sent again. */
    private static final Duration ORDER_REPEAT = Duration.ofSeconds(2);

    private record RepeatOrders() implements CoordinatorCommand {}

    private record MemberLeft(long uid, String address) implements CoordinatorCommand {}

    private final BootConductor conductor;
    private final Map<Long, ActorRef<HostCommand>> hosts = new HashMap<>();
    private final Map<Integer, ActorRef<NodeCommand>> nodes = new HashMap<>();
    private final Map<ActorRef<RouterCommand>, Long> routers = new LinkedHashMap<>();

    private Coordinator(ActorContext<CoordinatorCommand> context, BootConductor conductor) {
        super(context);
        this.conductor = conductor;
    }

    /** A coordinator for this machine, told of leaving members by the cluster when there is one. */
    static Behavior<CoordinatorCommand> create(BootableMachine machine, boolean clustered) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new RepeatOrders(), ORDER_REPEAT);
            if (clustered) {
                subscribe(context);
            }
            BootConductor conductor = new BootConductor(
                    machine.name(), machine.input(), machine.term(), machine.until(), System::nanoTime);
            context.getLog().info("machine {}: waiting for nodes {}", machine.name(), conductor.unhosted());
            return new Coordinator(context, conductor);
        }));
    }

    private static void subscribe(ActorContext<CoordinatorCommand> context) {
        ActorRef<ClusterEvent.MemberRemoved> removed = context.messageAdapter(
                ClusterEvent.MemberRemoved.class,
                event -> new MemberLeft(
                        event.member().uniqueAddress().longUid(),
                        event.member().address().hostPort()));
        Cluster.get(context.getSystem())
                .subscriptions()
                .tell(Subscribe.create(removed, ClusterEvent.MemberRemoved.class));
    }

    @Override
    public Receive<CoordinatorCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(CoordinatorCommand.HostOffers.class, this::onHostOffers)
                .onMessage(CoordinatorCommand.NodeDone.class, this::onNodeDone)
                .onMessage(CoordinatorCommand.RouterJoins.class, this::onRouterJoins)
                .onMessage(CoordinatorCommand.RouterReady.class, this::onRouterReady)
                .onMessage(CoordinatorCommand.ChangeMachine.class, this::onChangeMachine)
                .onMessage(MemberLeft.class, this::onMemberLeft)
                .onMessage(RepeatOrders.class, this::onRepeatOrders)
                .build();
    }

    private Behavior<CoordinatorCommand> onHostOffers(CoordinatorCommand.HostOffers message) {
        MemberInfo member = message.offer().getMember();
        if (hosts.put(member.getUid(), message.host()) != null) {
            return this;
        }
        List<Directive> directives = conductor.offered(member, message.offer().getNodesList());
        getContext()
                .getLog()
                .info(
                        "{} (pid {}) hosts nodes {}; still missing {}",
                        member.getAddress(),
                        member.getPid(),
                        message.offer().getNodesList(),
                        conductor.unhosted());
        return carryOut(directives);
    }

    private Behavior<CoordinatorCommand> onNodeDone(CoordinatorCommand.NodeDone message) {
        int nid = message.done().getNode();
        if (conductor.sequence().phase() == BootPhase.FREE_AREA_INIT) {
            nodes.putIfAbsent(nid, message.node());
        }
        if (conductor.changes().isPresent()) {
            return change(changes -> changes.done(message.done()));
        }
        BootPhase before = conductor.sequence().phase();
        Behavior<CoordinatorCommand> next = carryOut(conductor.done(message.done()));
        if (conductor.sequence().phase() != before || conductor.running()) {
            getContext().getLog().info("{}: all nodes have confirmed", before);
        }
        return next;
    }

    private Behavior<CoordinatorCommand> onRouterReady(CoordinatorCommand.RouterReady message) {
        return change(changes ->
                changes.ready(text(message.router()), message.installed().getEpoch()));
    }

    private Behavior<CoordinatorCommand> onChangeMachine(CoordinatorCommand.ChangeMachine message) {
        ChangeRequest request = message.request().toBuilder()
                .setRouterRef(text(message.router()))
                .build();
        if (conductor.changes().isEmpty()) {
            message.router().tell(new RouterCommand.ChangeAnswered(notRunning(request)));
            return this;
        }
        getContext()
                .getLog()
                .info("change {}", TextFormat.printer().emittingSingleLine(true).printToString(request.getChange()));
        return change(changes -> changes.asked(request));
    }

    private ChangeAnswer notRunning(ChangeRequest request) {
        return ChangeAnswer.newBuilder()
                .setId(request.getId())
                .setCode(Status.Code.UNAVAILABLE.value())
                .setError("the machine is in boot phase " + conductor.sequence().phase() + "; ask again once it runs")
                .build();
    }

    private Behavior<CoordinatorCommand> onRepeatOrders(RepeatOrders repeat) {
        carryOut(conductor.again());
        return change(MachineChanges::again);
    }

    /** Something has happened that the running machine's changes may wait for. */
    private Behavior<CoordinatorCommand> change(Function<MachineChanges, List<ChangeDirective>> event) {
        conductor
                .changes()
                .ifPresent(changes -> event.apply(changes).forEach(directive -> carryOut(changes, directive)));
        return this;
    }

    private void carryOut(MachineChanges changes, ChangeDirective directive) {
        if (directive instanceof ChangeDirective.Order order) {
            carryOut(new Directive.Order(order.nid(), order.order()));
        } else if (directive instanceof ChangeDirective.Answer answer) {
            ActorRef<RouterCommand> router =
                    ActorRefResolver.get(getContext().getSystem()).resolveActorRef(answer.routerRef());
            router.tell(new RouterCommand.ChangeAnswered(answer.answer()));
        } else {
            carryOut(new Directive.Publish());
            List<String> told = routers.keySet().stream().map(this::text).toList();
            changes.published(told).forEach(next -> carryOut(changes, next));
        }
    }

    private String text(ActorRef<?> ref) {
        return ActorRefResolver.get(getContext().getSystem()).toSerializationFormat(ref);
    }

    private Behavior<CoordinatorCommand> onRouterJoins(CoordinatorCommand.RouterJoins message) {
        conductor.joined(message.hello().getMember());
        routers.put(message.router(), message.hello().getMember().getUid());
        message.router().tell(new RouterCommand.InstallMachine(getContext().getSelf(), install()));
        return this;
    }

    private Behavior<CoordinatorCommand> onMemberLeft(MemberLeft left) {
        hosts.remove(left.uid());
        List<String> gone = routers.entrySet().stream()
                .filter(router -> router.getValue() == left.uid())
                .map(router -> text(router.getKey()))
                .toList();
        routers.values().remove(left.uid());
        getContext().getLog().warn("{} has left the cluster", left.address());
        carryOut(conductor.left(left.uid()));
        gone.forEach(router -> change(changes -> changes.routerLeft(router)));
        conductor.hostedNodes().stream()
                .filter(conductor::isLost)
                .forEach(nid -> change(changes -> changes.nodeLeft(nid)));
        return this;
    }

    private Behavior<CoordinatorCommand> carryOut(List<Directive> directives) {
        directives.forEach(this::carryOut);
        return this;
    }

    private void carryOut(Directive directive) {
        if (directive instanceof Directive.Start start) {
            ActorRef<HostCommand> host = hosts.get(start.hostUid());
            if (host != null) {
                host.tell(new HostCommand.Start(getContext().getSelf(), start.start()));
            }
        } else if (directive instanceof Directive.Order order) {
            ActorRef<NodeCommand> node = nodes.get(order.nid());
            if (node != null) {
                node.tell(new NodeCommand.RunPhase(getContext().getSelf(), order.order()));
            }
        } else {
            Install install = install();
            routers.keySet()
                    .forEach(router -> router.tell(
                            new RouterCommand.InstallMachine(getContext().getSelf(), install)));
        }
    }

    private Install install() {
        return InstallMessages.of(
                conductor, nodes, ActorRefResolver.get(getContext().getSystem()));
    }
}
