package io.numactor.node;

import io.numactor.proto.HintTimes;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeWork;
import io.numactor.wire.PhaseOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * When a node does what it is sent. Most is done at once; what may make room waits, in order, until the router that was
 * told otherwise has dropped its hints. A router that says nothing is not waited for longer than its hints last.
 */
public final class NodeTurns {
    /** Where the turns are taken. */
    public interface Place {
        /** Tells the router of this session that its hints will not hold much longer. */
        void withdraw(long session, NodeAnswers withdrawal);

        /** {@link #lapse} is to be called in {@link HintTimes#PATIENCE}, unless it is not to be any more. */
        void beginPatience();

        void endPatience();

        /** {@link #runKswapd} is to be called when what came before has had its turn. */
        void kswapdIsDue();
    }

    private final NodeCore core;
    private final Place place;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean kswapdDue;

    public NodeTurns(NodeCore core, Place place) {
        this.core = core;
        this.place = place;
    }

    /** Work of a router; {@code reply} is called when it is done. */
    public void work(NodeWork work, Consumer<NodeAnswers> reply) {
        if (mustWait(work)) {
            hold(() -> work(work, reply));
            return;
        }
        NodeAnswers answers = core.handle(work);
        scheduleKswapd();
        reply.accept(answers);
        goOn();
    }

    /** Whether work has to wait: for hints, or behind what waits for them. */
    private boolean mustWait(NodeWork work) {
        boolean ofHolder = work.getSession() == core.hints().holder();
        return core.hints().mustWait(work) || (!ofHolder && !waiting.isEmpty());
    }

    /** An order of a coordinator; {@code obey} is called when its turn has come. */
    public void order(PhaseOrder order, Runnable obey) {
        if (core.hints().isOut() && core.isNews(order)) {
            hold(() -> order(order, obey));
        } else {
            obey.run();
        }
    }

    /** The reclaim daemon has its turn: round after round until it sleeps, as it does when nothing can be done. */
    public void runKswapd() {
        if (core.kswapdMustWait()) {
            hold(this::runKswapd);
            return;
        }
        kswapdDue = false;
        core.runKswapd();
        scheduleKswapd();
    }

    private void scheduleKswapd() {
        if (core.kswapdAwake() && !kswapdDue) {
            kswapdDue = true;
            place.kswapdIsDue();
        }
    }

    /** The router has not confirmed in time: what it was told has lapsed. */
    public void lapse() {
        core.hints().lapse();
        goOn();
    }

    /** The first that has to wait has the hints withdrawn. */
    private void hold(Runnable turn) {
        if (waiting.isEmpty()) {
            place.withdraw(core.hints().holder(), core.withdrawal());
            place.beginPatience();
        }
        waiting.add(turn);
    }

    /** What was held back has its turn once no hint is out, before anything that came later. */
    private void goOn() {
        if (!waiting.isEmpty() && !core.hints().isOut()) {
            place.endPatience();
            List<Runnable> released = List.copyOf(waiting);
            waiting.clear();
            released.forEach(Runnable::run);
        }
    }
}
