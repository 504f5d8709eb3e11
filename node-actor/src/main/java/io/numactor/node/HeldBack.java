package io.numactor.node;

import io.numactor.proto.HintTimes;
import io.numactor.proto.NodeCommand;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeWork;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Messages that may make room on the node and have to wait, in order, until the router that was told otherwise has dropped
 * its hints. One that says nothing is not waited for longer than its hints last.
 */
final class HeldBack {
    /** The router has not confirmed in time. */
    record Lapse() implements NodeCommand {}

    private final TimerScheduler<NodeCommand> timers;
    private final NodeCore core;
    private final Deque<NodeCommand> waiting = new ArrayDeque<>();

    HeldBack(TimerScheduler<NodeCommand> timers, NodeCore core) {
        this.timers = timers;
        this.core = core;
    }

    /** Whether work has to wait: for hints, or behind what waits for them. */
    boolean mustWait(NodeWork work) {
        boolean ofHolder = work.getSession() == core.hints().holder();
        return core.hints().mustWait(work) || (!ofHolder && !waiting.isEmpty());
    }

    /** Lets the message wait; the first one has the hints withdrawn. */
    void add(NodeCommand message, Consumer<NodeAnswers> router) {
        if (waiting.isEmpty()) {
            router.accept(core.withdrawal());
            timers.startSingleTimer(new Lapse(), HintTimes.PATIENCE);
        }
        waiting.add(message);
    }

    /** What may go on, in order, once no hint is out. */
    List<NodeCommand> release() {
        if (waiting.isEmpty() || core.hints().isOut()) {
            return List.of();
        }
        timers.cancel(new Lapse());
        List<NodeCommand> released = List.copyOf(waiting);
        waiting.clear();
        return released;
    }
}
