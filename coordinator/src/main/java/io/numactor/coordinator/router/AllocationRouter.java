package io.numactor.coordinator.router;

import io.grpc.Status;
import io.numactor.mm.topology.NodeMask;
import io.numactor.proto.CoordinatorCommand;
import io.numactor.proto.NodeCommand;
import io.numactor.proto.OwnerIds;
import io.numactor.proto.RouterCommand;
import io.numactor.proto.Timing;
import io.numactor.wire.Install;
import io.numactor.wire.InstalledNode;
import io.numactor.wire.MemberInfo;
import io.numactor.wire.NodeWork;
import io.numactor.wire.RouterAudited;
import io.numactor.wire.RouterHello;
import io.numactor.wire.RouterInstalled;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * The router as an actor: keeps up with the coordinator's epochs, carries the {@link RouterCore}'s messages to the
 * nodes and their answers back.
 */
public final class AllocationRouter extends AbstractBehavior<RouterCommand> {
    private static final Duration TICK = Duration.ofMillis(100);

    private record HelloAgain() implements RouterCommand {}

    /** Send what was gathered. It waits in the mailbox behind everything that came before, which so travels together. */
    private record Flush() implements RouterCommand {}

    private record Tick() implements RouterCommand {}

    private final ActorRef<CoordinatorCommand> coordinator;
    private final MemberInfo member;
    private final Consumer<Install> observer;
    private final Losses losses;
    private final RouterCore core;
    private final ClientDesk desk;
    private final Map<Integer, NodeLink> links = new HashMap<>();
    private final AskedChanges asked = new AskedChanges(System::nanoTime);
    private final Audits audits;
    private boolean flushDue;

    /** The way to a node, and the session that it knows. */
    private record NodeLink(String text, ActorRef<NodeCommand> ref, long session) {}

    private AllocationRouter(
            ActorContext<RouterCommand> context,
            ActorRef<CoordinatorCommand> coordinator,
            MemberInfo member,
            Consumer<Install> observer) {
        super(context);
        this.coordinator = coordinator;
        this.member = member;
        this.observer = observer;
        this.audits = new Audits(context, coordinator);
        this.losses = new Losses(context.getLog());
        this.core = new RouterCore(
                Timing.DEFAULT,
                () -> ThreadLocalRandom.current().nextLong(1, 1L << OwnerIds.SESSION_BITS),
                System::nanoTime,
                this::send,
                losses);
        this.desk = new ClientDesk(core);
        this.core.useHints(context.getSystem().settings().config().getBoolean("numactor.router.hints"));
    }

    /**
     * A router that asks the coordinator for the machine until it has it.
     *
     * @param observer told of every machine that is installed, on the router's thread
     */
    public static Behavior<RouterCommand> create(
            ActorRef<CoordinatorCommand> coordinator, MemberInfo member, Consumer<Install> observer) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            AllocationRouter router = new AllocationRouter(context, coordinator, member, observer);
            router.hello();
            timers.startTimerWithFixedDelay(new HelloAgain(), Duration.ofNanos(Timing.DEFAULT.renewNanos() / 2));
            timers.startTimerWithFixedDelay(new Tick(), TICK);
            return router;
        }));
    }

    @Override
    public Receive<RouterCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(RouterCommand.Answered.class, this::onAnswered)
                .onMessage(GatewayCommand.Submit.class, submit -> onClient(() -> desk.submit(submit)))
                .onMessage(
                        GatewayCommand.GiveUp.class,
                        giveUp -> onClient(() -> giveUp.call().giveUp()))
                .onMessage(
                        GatewayCommand.TakeBack.class,
                        late -> onClient(() -> core.takeBack(late.operations(), late.results())))
                .onMessage(GatewayCommand.OpenClient.class, open -> onClient(() -> desk.openClient(open)))
                .onMessage(GatewayCommand.KeepAlive.class, keep -> onClient(() -> desk.keepAlive(keep)))
                .onMessage(GatewayCommand.CloseClient.class, close -> onClient(() -> desk.closeClient(close)))
                .onMessage(GatewayCommand.HoldClient.class, hold -> onClient(() -> desk.hold(hold)))
                .onMessage(GatewayCommand.WatchOwner.class, watch -> onClient(() -> desk.watch(watch)))
                .onMessage(
                        GatewayCommand.Release.class,
                        release -> onClient(() -> release.held().release()))
                .onMessage(Flush.class, this::onFlush)
                .onMessage(GatewayCommand.OpenOwner.class, open -> onClient(() -> desk.openOwner(open)))
                .onMessage(GatewayCommand.AdoptOwner.class, adopt -> onClient(() -> desk.adoptOwner(adopt)))
                .onMessage(GatewayCommand.ListPages.class, list -> onClient(() -> desk.listPages(list)))
                .onMessage(GatewayCommand.CloseOwner.class, close -> onClient(() -> desk.closeOwner(close)))
                .onMessage(GatewayCommand.InspectNodes.class, this::onInspectNodes)
                .onMessage(GatewayCommand.Glance.class, this::onGlance)
                .onMessage(GatewayCommand.Describe.class, this::onDescribe)
                .onMessage(GatewayCommand.ReadStats.class, this::onReadStats)
                .onMessage(GatewayCommand.Audit.class, this::onAudit)
                .onMessage(Audits.Ended.class, this::onAuditEnded)
                .onMessage(RouterCommand.AuditOwners.class, this::onAuditOwners)
                .onMessage(GatewayCommand.ChangeMachine.class, this::onChangeMachine)
                .onMessage(RouterCommand.ChangeAnswered.class, this::onChangeAnswered)
                .onMessage(RouterCommand.InstallMachine.class, this::onInstallMachine)
                .onMessage(RouterCommand.Renewed.class, this::onRenewed)
                .onMessage(HelloAgain.class, this::onHelloAgain)
                .onMessage(Tick.class, this::onTick)
                .onSignal(PostStop.class, this::onStop)
                .build();
    }

    private void hello() {
        RouterHello hello = RouterHello.newBuilder()
                .setMember(member)
                .setSession(core.session())
                .setEpoch(core.epoch())
                .setSentAt(System.nanoTime())
                .addAllAdoptions(core.adoptions().asks())
                .build();
        coordinator.tell(new CoordinatorCommand.RouterJoins(getContext().getSelf(), hello));
    }

    private Behavior<RouterCommand> onHelloAgain(HelloAgain again) {
        hello();
        core.machine().install().getNodesList().forEach(this::link);
        asked.expire();
        return this;
    }

    private Behavior<RouterCommand> onRenewed(RouterCommand.Renewed renewed) {
        core.renewed(renewed.lease().getSentAt());
        core.adoptions().decided(renewed.lease().getAdoptionsList());
        return flushed();
    }

    private Behavior<RouterCommand> onTick(Tick tick) {
        core.tick();
        losses.write();
        return flushed();
    }

    private Behavior<RouterCommand> onStop(PostStop stop) {
        losses.write();
        return this;
    }

    private Behavior<RouterCommand> onAnswered(RouterCommand.Answered message) {
        core.answered(message.answers());
        return flushed();
    }

    private Behavior<RouterCommand> onClient(Runnable what) {
        what.run();
        return flushed();
    }

    private Behavior<RouterCommand> onInspectNodes(GatewayCommand.InspectNodes inspect) {
        try {
            NodeMask named = NodeMask.parse(inspect.nodes());
            NodeMask nodes = named.isEmpty() ? core.machine().possible() : named;
            for (int nid : nodes.ids()) {
                if (!core.machine().knows(nid)) {
                    throw new IllegalArgumentException("no node " + nid + "; this machine has "
                            + core.machine().possible());
                }
            }
            core.inspect(nodes, inspect.pfns(), true, states -> inspect.reply().accept(states));
        } catch (IllegalArgumentException e) {
            inspect.reply().refuse(Status.INVALID_ARGUMENT.withDescription("nodes: " + e.getMessage()));
        }
        return flushed();
    }

    private Behavior<RouterCommand> onGlance(GatewayCommand.Glance glance) {
        core.inspect(core.machine().possible(), List.of(), false, glance.reply());
        return flushed();
    }

    private Behavior<RouterCommand> onDescribe(GatewayCommand.Describe describe) {
        describe.reply().accept(core.machine().install());
        return this;
    }

    private Behavior<RouterCommand> onChangeMachine(GatewayCommand.ChangeMachine change) {
        asked.ask(change)
                .ifPresent(request -> coordinator.tell(
                        new CoordinatorCommand.ChangeMachine(getContext().getSelf(), request)));
        return this;
    }

    private Behavior<RouterCommand> onChangeAnswered(RouterCommand.ChangeAnswered message) {
        asked.answered(message.answer());
        return this;
    }

    private Behavior<RouterCommand> onReadStats(GatewayCommand.ReadStats read) {
        read.reply().accept(core.samples());
        return this;
    }

    private Behavior<RouterCommand> onAudit(GatewayCommand.Audit audit) {
        audits.ask(audit.reply());
        return this;
    }

    private Behavior<RouterCommand> onAuditEnded(Audits.Ended ended) {
        audits.ended(ended.report());
        return this;
    }

    private Behavior<RouterCommand> onAuditOwners(RouterCommand.AuditOwners message) {
        core.audit(
                message.audit(), audited -> message.auditor().tell(new RouterCommand.OwnersAudited(signed(audited))));
        return flushed();
    }

    private RouterAudited signed(RouterAudited audited) {
        RouterAudited.Builder signed = audited.toBuilder()
                .setRouterRef(ActorRefResolver.get(getContext().getSystem())
                        .toSerializationFormat(getContext().getSelf()));
        signed.getRouterBuilder().setAddress(member.getAddress());
        return signed.build();
    }

    private Behavior<RouterCommand> onInstallMachine(RouterCommand.InstallMachine message) {
        Install install = message.install();
        core.renewed(install.getSentAt());
        if (!core.install(install)) {
            return this;
        }
        install.getNodesList().forEach(this::link);
        observer.accept(install);
        message.coordinator()
                .tell(new CoordinatorCommand.RouterReady(
                        getContext().getSelf(),
                        RouterInstalled.newBuilder()
                                .setEpoch(install.getEpoch())
                                .build()));
        return flushed();
    }

    /**
     * A node gets a hello when its reference or our session is new, so that it knows where answers go; and when it does
     * not answer: the first hello may have been lost.
     */
    private void link(InstalledNode node) {
        NodeLink known = links.get(node.getNode());
        if (node.getNodeRef().isEmpty() || (known != null && isLinked(known, node))) {
            return;
        }
        ActorRef<NodeCommand> ref =
                ActorRefResolver.get(getContext().getSystem()).resolveActorRef(node.getNodeRef());
        links.put(node.getNode(), new NodeLink(node.getNodeRef(), ref, core.session()));
        ref.tell(new NodeCommand.Hello(getContext().getSelf(), core.session()));
    }

    private boolean isLinked(NodeLink known, InstalledNode node) {
        return known.text().equals(node.getNodeRef())
                && known.session() == core.session()
                && !core.suspects().contains(node.getNode());
    }

    private Behavior<RouterCommand> flushed() {
        if (!flushDue) {
            flushDue = true;
            getContext().getSelf().tell(new Flush());
        }
        return this;
    }

    private Behavior<RouterCommand> onFlush(Flush flush) {
        flushDue = false;
        core.flush();
        return this;
    }

    private void send(int nid, NodeWork work) {
        NodeLink link = links.get(nid);
        if (link != null) {
            link.ref().tell(new NodeCommand.Work(work));
        }
    }
}
