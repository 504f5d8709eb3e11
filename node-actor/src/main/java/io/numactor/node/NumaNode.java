package io.numactor.node;

import io.numactor.api.v1.NodeState;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.proto.CoordinatorCommand;
import io.numactor.proto.HintTimes;
import io.numactor.proto.NodeCommand;
import io.numactor.proto.RouterCommand;
import io.numactor.proto.Timing;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeBlueprint;
import io.numactor.wire.NodeWork;
import io.numactor.wire.Promised;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * One NUMA node as an actor. Its mailbox takes the place of {@code zone->lock}: whatever happens to the node's pages
 * happens here, one message after the other.
 */
public final class NumaNode extends AbstractBehavior<NodeCommand> {
    /** How the node stands, for this JVM's metrics; {@code reply} is called on the node's thread. */
    record ReadState(Consumer<NodeState> reply) implements NodeCommand {}

    /** How long the node may still serve, nanoseconds; negative: it may not. {@code reply} is called on the node's thread. */
    record ReadLease(LongConsumer reply) implements NodeCommand {}

    /** Lets the reclaim daemon have its turn: it runs beside the allocations, not inside one. */
    private record RunKswapd() implements NodeCommand {}

    /** A router has not confirmed in time that it has dropped its hints. */
    private record Lapse() implements NodeCommand {}

    private final NodeCore core;
    private final NodeObserver observer;
    private final Map<Long, ActorRef<RouterCommand>> sessions = new HashMap<>();
    private final NodeTurns turns;

    private NumaNode(
            ActorContext<NodeCommand> context,
            TimerScheduler<NodeCommand> timers,
            NodeCore core,
            NodeObserver observer) {
        super(context);
        this.core = core;
        this.observer = observer;
        this.turns = new NodeTurns(core, place(timers));
    }

    private NodeTurns.Place place(TimerScheduler<NodeCommand> timers) {
        return new NodeTurns.Place() {
            @Override
            public void withdraw(long session, NodeAnswers withdrawal) {
                answer(session, withdrawal);
            }

            @Override
            public void beginPatience() {
                timers.startSingleTimer(new Lapse(), HintTimes.PATIENCE);
            }

            @Override
            public void endPatience() {
                timers.cancel(new Lapse());
            }

            @Override
            public void kswapdIsDue() {
                getContext().getSelf().tell(new RunKswapd());
            }
        };
    }

    /** A node with all its pages reserved, as free_area_init leaves it. */
    static Behavior<NodeCommand> create(NodeBlueprint blueprint, long incarnation, NodeObserver observer) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new NumaNode(
                context, timers, new NodeCore(blueprint, incarnation, Timing.DEFAULT, System::nanoTime), observer)));
    }

    @Override
    public Receive<NodeCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(NodeCommand.Work.class, this::onWork)
                .onMessage(NodeCommand.Hello.class, this::onHello)
                .onMessage(NodeCommand.RunPhase.class, this::onRunPhase)
                .onMessage(NodeCommand.AskPromise.class, this::onAskPromise)
                .onMessage(RunKswapd.class, this::onRunKswapd)
                .onMessage(ReadState.class, this::onReadState)
                .onMessage(ReadLease.class, this::onReadLease)
                .onMessage(Lapse.class, this::onLapse)
                .build();
    }

    private Behavior<NodeCommand> onHello(NodeCommand.Hello hello) {
        sessions.put(hello.session(), hello.router());
        return this;
    }

    private Behavior<NodeCommand> onLapse(Lapse lapse) {
        turns.lapse();
        return this;
    }

    private Behavior<NodeCommand> onWork(NodeCommand.Work message) {
        NodeWork work = message.work();
        turns.work(work, answers -> {
            if (answers.getAnswersCount() > 0) {
                answer(work.getSession(), answers);
            }
        });
        return this;
    }

    private void answer(long session, NodeAnswers answers) {
        ActorRef<RouterCommand> router = sessions.get(session);
        if (router != null) {
            router.tell(new RouterCommand.Answered(answers));
        }
    }

    private Behavior<NodeCommand> onRunKswapd(RunKswapd due) {
        turns.runKswapd();
        return this;
    }

    private Behavior<NodeCommand> onReadState(ReadState read) {
        read.reply().accept(core.state());
        return this;
    }

    private Behavior<NodeCommand> onReadLease(ReadLease read) {
        read.reply().accept(core.leaseLeft());
        return this;
    }

    private Behavior<NodeCommand> onRunPhase(NodeCommand.RunPhase message) {
        turns.order(message.order(), () -> obey(message));
        return this;
    }

    private void obey(NodeCommand.RunPhase message) {
        BootPhase before = core.phase();
        if (!core.run(message.order())) {
            core.refusal(message.order())
                    .ifPresent(promised -> message.coordinator()
                            .tell(new CoordinatorCommand.NodePromised(
                                    getContext().getSelf(), promised)));
            return;
        }
        if (core.phase() != before) {
            getContext().getLog().info("node {}: {} done", core.nid(), core.phase());
            observer.reached(core.nid(), core.phase());
        }
        message.coordinator().tell(new CoordinatorCommand.NodeDone(getContext().getSelf(), core.done(message.order())));
    }

    private Behavior<NodeCommand> onAskPromise(NodeCommand.AskPromise message) {
        Promised promised = core.promise(message.promise());
        message.coordinator()
                .tell(new CoordinatorCommand.NodePromised(getContext().getSelf(), promised));
        return this;
    }
}
