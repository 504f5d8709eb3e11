package io.numactor.coordinator;

import io.numactor.proto.CoordinatorCommand;
import io.numactor.proto.HostCommand;
import io.numactor.proto.NodeCommand;
import io.numactor.proto.RouterCommand;
import io.numactor.proto.Timing;
import io.numactor.wire.ChangeAnswer;
import io.numactor.wire.ControlAudited;
import io.numactor.wire.Install;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Promise;
import io.numactor.wire.RouterLease;
import io.numactor.wire.StartNode;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongPredicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/** The control plane as an actor: a {@link CoordinatorCore} with a mailbox. It is never on the path of an allocation. */
public final class Coordinator extends AbstractBehavior<CoordinatorCommand> {
    private record Tick() implements CoordinatorCommand {}

    private record MemberLeft(long uid, String address) implements CoordinatorCommand {}

    private final ActorRefResolver refs;
    private final BootableMachine machine;
    private final LongPredicate isMember;
    private CoordinatorCore core;

    private Coordinator(ActorContext<CoordinatorCommand> context, BootableMachine machine, LongPredicate isMember) {
        super(context);
        this.refs = ActorRefResolver.get(context.getSystem());
        this.machine = machine;
        this.isMember = isMember;
        this.core = candidate();
    }

    private CoordinatorCore candidate() {
        long number = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        return new CoordinatorCore(machine, number, Timing.DEFAULT, System::nanoTime, isMember, new Wire());
    }

    /** A coordinator for this machine, told of leaving members by the cluster when there is one. */
    static Behavior<CoordinatorCommand> create(BootableMachine machine, boolean clustered) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Tick(), Duration.ofNanos(Timing.DEFAULT.renewNanos()));
            if (!clustered) {
                return new Coordinator(context, machine, uid -> true);
            }
            subscribe(context);
            return new Coordinator(context, machine, uid -> isMember(Cluster.get(context.getSystem()), uid));
        }));
    }

    private static boolean isMember(Cluster cluster, long uid) {
        for (Member member : cluster.state().getMembers()) {
            if (member.uniqueAddress().longUid() == uid) {
                return true;
            }
        }
        return false;
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
                .onMessage(CoordinatorCommand.Audit.class, this::onAudit)
                .onMessage(MemberLeft.class, this::onMemberLeft)
                .onMessage(CoordinatorCommand.NodePromised.class, this::onNodePromised)
                .onMessage(Tick.class, this::onTick)
                .build();
    }

    private Behavior<CoordinatorCommand> onHostOffers(CoordinatorCommand.HostOffers message) {
        core.hostOffers(refs.toSerializationFormat(message.host()), message.offer());
        return this;
    }

    private Behavior<CoordinatorCommand> onNodeDone(CoordinatorCommand.NodeDone message) {
        core.nodeDone(refs.toSerializationFormat(message.node()), message.done());
        return this;
    }

    private Behavior<CoordinatorCommand> onRouterJoins(CoordinatorCommand.RouterJoins message) {
        core.routerJoins(refs.toSerializationFormat(message.router()), message.hello());
        return this;
    }

    private Behavior<CoordinatorCommand> onRouterReady(CoordinatorCommand.RouterReady message) {
        core.routerReady(refs.toSerializationFormat(message.router()), message.installed());
        return this;
    }

    private Behavior<CoordinatorCommand> onChangeMachine(CoordinatorCommand.ChangeMachine message) {
        core.changeMachine(refs.toSerializationFormat(message.router()), message.request());
        return this;
    }

    private Behavior<CoordinatorCommand> onAudit(CoordinatorCommand.Audit message) {
        ControlAudited audited =
                core.audited().toBuilder().setRound(message.audit().getRound()).build();
        message.auditor().tell(new RouterCommand.ControlReported(audited));
        return this;
    }

    private Behavior<CoordinatorCommand> onMemberLeft(MemberLeft left) {
        core.memberLeft(left.uid(), left.address());
        return this;
    }

    private Behavior<CoordinatorCommand> onNodePromised(CoordinatorCommand.NodePromised message) {
        core.nodePromised(message.promised());
        return this;
    }

    private Behavior<CoordinatorCommand> onTick(Tick tick) {
        core.tick();
        if (core.isOutvoted()) {
            getContext().getLog().warn("nodes have promised a higher term to somebody who does not rule: begins anew");
            core = candidate();
        }
        return this;
    }

    private final class Wire implements ControlWire {
        @Override
        public void start(String hostRef, StartNode start) {
            this.<HostCommand>ref(hostRef)
                    .tell(new HostCommand.Start(getContext().getSelf(), start));
        }

        @Override
        public void order(String nodeRef, PhaseOrder order) {
            this.<NodeCommand>ref(nodeRef)
                    .tell(new NodeCommand.RunPhase(getContext().getSelf(), order));
        }

        @Override
        public void promise(String nodeRef, Promise promise) {
            this.<NodeCommand>ref(nodeRef)
                    .tell(new NodeCommand.AskPromise(getContext().getSelf(), promise));
        }

        @Override
        public void lease(String routerRef, RouterLease lease) {
            this.<RouterCommand>ref(routerRef).tell(new RouterCommand.Renewed(lease));
        }

        @Override
        public void install(String routerRef, Install install) {
            this.<RouterCommand>ref(routerRef)
                    .tell(new RouterCommand.InstallMachine(getContext().getSelf(), install));
        }

        @Override
        public void answer(String routerRef, ChangeAnswer answer) {
            this.<RouterCommand>ref(routerRef).tell(new RouterCommand.ChangeAnswered(answer));
        }

        @Override
        public void note(String what) {
            getContext().getLog().info(what);
        }

        private <T> ActorRef<T> ref(String text) {
            return refs.resolveActorRef(text);
        }
    }
}
