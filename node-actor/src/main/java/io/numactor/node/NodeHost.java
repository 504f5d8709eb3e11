package io.numactor.node;

import io.numactor.proto.CoordinatorCommand;
import io.numactor.proto.HostCommand;
import io.numactor.proto.NodeCommand;
import io.numactor.wire.HostedNode;
import io.numactor.wire.MemberInfo;
import io.numactor.wire.NodeBlueprint;
import io.numactor.wire.Offer;
import io.numactor.wire.PhaseDone;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** The node role of a JVM: offers itself to the coordinator until it is taken in, and starts the nodes it is given. */
public final class NodeHost extends AbstractBehavior<HostCommand> {
    private static final Duration OFFER_INTERVAL = Duration.ofMillis(500);

    /** Says the offer again. */
    private record OfferAgain() implements HostCommand {}

    private final ActorRef<CoordinatorCommand> coordinator;
    private final NodeObserver observer;
    private final Offer offer;
    private final Map<Integer, Hosted> hosted = new TreeMap<>();

    private record Hosted(ActorRef<NodeCommand> ref, long incarnation) {}

    private NodeHost(
            ActorContext<HostCommand> context,
            ActorRef<CoordinatorCommand> coordinator,
            Offer offer,
            NodeObserver observer) {
        super(context);
        this.coordinator = coordinator;
        this.offer = offer;
        this.observer = observer;
    }

    /**
     * A host.
     *
     * @param coordinator where the offer goes (the singleton's proxy)
     * @param member who this JVM is
     * @param nodes NUMA nodes it was started for; empty: whatever it is given
     * @param observer told what becomes of the nodes
     */
    public static Behavior<HostCommand> create(
            ActorRef<CoordinatorCommand> coordinator, MemberInfo member, List<Integer> nodes, NodeObserver observer) {
        Offer offer = Offer.newBuilder().setMember(member).addAllNodes(nodes).build();
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            NodeHost host = new NodeHost(context, coordinator, offer, observer);
            host.offer();
            timers.startTimerWithFixedDelay(new OfferAgain(), OFFER_INTERVAL);
            return host;
        }));
    }

    @Override
    public Receive<HostCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(OfferAgain.class, again -> {
                    offer();
                    return this;
                })
                .onMessage(HostCommand.Start.class, this::onStart)
                .onSignal(ChildFailed.class, this::onNodeFailed)
                .build();
    }

    /** A node that broke one of its own rules is not to be trusted with pages: its JVM goes down with it, as a board. */
    private Behavior<HostCommand> onNodeFailed(ChildFailed failure) {
        getContext()
                .getLog()
                .error("{} has failed; this JVM ends", failure.getRef().path().name(), failure.cause());
        getContext().getSystem().terminate();
        return Behaviors.stopped();
    }

    private void offer() {
        ActorRefResolver refs = ActorRefResolver.get(getContext().getSystem());
        Offer.Builder now = offer.toBuilder();
        hosted.forEach((nid, node) -> now.addHosted(HostedNode.newBuilder()
                .setNode(nid)
                .setIncarnation(node.incarnation())
                .setNodeRef(refs.toSerializationFormat(node.ref()))));
        coordinator.tell(new CoordinatorCommand.HostOffers(getContext().getSelf(), now.build()));
    }

    private Behavior<HostCommand> onStart(HostCommand.Start message) {
        NodeBlueprint blueprint = message.start().getBlueprint();
        Hosted node = hosted.computeIfAbsent(blueprint.getNode(), nid -> start(blueprint));
        message.coordinator()
                .tell(new CoordinatorCommand.NodeDone(
                        node.ref(),
                        PhaseDone.newBuilder()
                                .setNode(blueprint.getNode())
                                .setIncarnation(node.incarnation())
                                .setEpoch(message.start().getEpoch())
                                .setPhase(message.start().getPhase())
                                .build()));
        return this;
    }

    private Hosted start(NodeBlueprint blueprint) {
        long incarnation = newIncarnation();
        ActorRef<NodeCommand> ref = getContext()
                .spawn(
                        SlowNode.around(
                                NumaNode.create(blueprint, incarnation, observer),
                                getContext().getSystem().settings().config()),
                        "node-" + blueprint.getNode() + "-" + Long.toHexString(incarnation),
                        DispatcherSelector.fromConfig("numactor.node-dispatcher")
                                .withMailboxFromConfig("numactor.counted-mailbox"));
        getContext().watch(ref);
        observer.started(blueprint, ref);
        return new Hosted(ref, incarnation);
    }

    /** Two lives of a node must never share a number: random, and never 0. */
    private static long newIncarnation() {
        return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    }
}
