package io.numactor.node;

import io.numactor.api.v1.NodeState;
import io.numactor.proto.CoordinatorCommand;
import io.numactor.proto.NodeCommand;
import io.numactor.proto.RouterCommand;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeBlueprint;
import io.numactor.wire.PhaseDone;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * One NUMA node as an actor. Its mailbox takes the place of {@code zone->lock}: whatever happens to the node's pages
 * happens here, one message after the other.
 */
public final class NumaNode extends AbstractBehavior<NodeCommand> {
    /** How the node stands, for this JVM's metrics; {@code reply} is called on the node's thread. */
    record ReadState(Consumer<NodeState> reply) implements NodeCommand {}

    /** Lets the reclaim daemon have its turn: it runs beside the allocations, not inside one. */
    private record RunKswapd() implements NodeCommand {}

    private final NodeCore core;
    private final NodeObserver observer;
    private final Map<Long, ActorRef<RouterCommand>> sessions = new HashMap<>();
    private boolean kswapdDue;

    private NumaNode(ActorContext<NodeCommand> context, NodeCore core, NodeObserver observer) {
        super(context);
        this.core = core;
        this.observer = observer;
    }

    /** A node with all its pages reserved, as free_area_init leaves it. */
    static Behavior<NodeCommand> create(NodeBlueprint blueprint, long incarnation, NodeObserver observer) {
        return Behaviors.setup(context -> new NumaNode(context, new NodeCore(blueprint, incarnation), observer));
    }

    @Override
    public Receive<NodeCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(NodeCommand.Work.class, this::onWork)
                .onMessage(NodeCommand.Hello.class, this::onHello)
                .onMessage(NodeCommand.RunPhase.class, this::onRunPhase)
                .onMessage(RunKswapd.class, this::onRunKswapd)
                .onMessage(ReadState.class, this::onReadState)
                .build();
    }

    private Behavior<NodeCommand> onHello(NodeCommand.Hello hello) {
        sessions.put(hello.session(), hello.router());
        return this;
    }

    private Behavior<NodeCommand> onWork(NodeCommand.Work message) {
        NodeAnswers answers = core.handle(message.work());
        ActorRef<RouterCommand> router = sessions.get(message.work().getSession());
        if (router != null && answers.getAnswersCount() > 0) {
            router.tell(new RouterCommand.Answered(answers));
        }
        scheduleKswapd();
        return this;
    }

    /** Round after round until it sleeps: it gives up by itself when nothing can be done. */
    private void scheduleKswapd() {
        if (core.kswapdAwake() && !kswapdDue) {
            kswapdDue = true;
            getContext().getSelf().tell(new RunKswapd());
        }
    }

    private Behavior<NodeCommand> onRunKswapd(RunKswapd due) {
        kswapdDue = false;
        core.runKswapd();
        scheduleKswapd();
        return this;
    }

    private Behavior<NodeCommand> onReadState(ReadState read) {
        read.reply().accept(core.state());
        return this;
    }

    private Behavior<NodeCommand> onRunPhase(NodeCommand.RunPhase message) {
        core.run(message.order());
        getContext()
                .getLog()
                .info("node {}: {} done", core.nid(), message.order().getPhase());
        observer.reached(core.nid(), core.phase());
        message.coordinator().tell(done(message.order().getPhase()));
        return this;
    }

    private CoordinatorCommand.NodeDone done(String phase) {
        PhaseDone done = PhaseDone.newBuilder()
                .setNode(core.nid())
                .setIncarnation(core.incarnation())
                .setEpoch(core.epoch())
                .setPhase(phase)
                .addAllZones(core.zoneReports())
                .setMemory(core.memoryDone())
                .build();
        return new CoordinatorCommand.NodeDone(getContext().getSelf(), done);
    }
}
