package io.numactor.load.replay;

import io.numactor.load.trace.EventKind;
import io.numactor.load.trace.Trace;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.policy.Interleaving;
import io.numactor.mm.policy.MemPolicy;
import io.numactor.mm.policy.PolicyChoice;
import io.numactor.mm.topology.NodeMask;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The turns of interleaved user pages. They go by a page's address, which a trace does not tell; but pages are touched
 * in ascending order, so one page gives the turn of those after it. Where two pages in a row say that a new mapping has
 * begun, its turns are taken from then on.
 */
final class InterleavedPages {
    private static final int LOOK_AHEAD = 4096;

    private final ReplayMachine machine;
    private final Trace trace;
    private final Map<Integer, Integer> turns = new HashMap<>();

    InterleavedPages(ReplayMachine machine, Trace trace) {
        this.machine = machine;
        this.trace = trace;
    }

    PolicyChoice choose(MemPolicy.Interleave policy, int event) {
        int task = trace.task(event);
        NodeMask nodes = policy.nodes();
        int found = nodeOf(event);
        int turn = turns.getOrDefault(task, Math.max(0, nodes.ids().indexOf(found)));
        turns.put(task, next(event, nodes, turn, found));
        int nid = nodes.nth(turn);
        return new PolicyChoice(nid, NodeMask.ALL, nid, 0, false);
    }

    /** The turn after this one: of a new mapping, when this page and the next agree that one has begun. */
    private int next(int event, NodeMask nodes, int turn, int found) {
        int size = nodes.size();
        int foundTurn = nodes.ids().indexOf(found);
        if (foundTurn < 0 || foundTurn == turn) {
            return (turn + 1) % size;
        }
        int follower = nodes.ids().indexOf(nodeOf(follower(event, this::isUserPage)));
        return follower == (foundTurn + 1) % size && follower != (turn + 1) % size ? follower : (turn + 1) % size;
    }

    /**
     * A task's state after a turn: the predicted one, unless this page and the next of its own agree that turns have been
     * taken without an event.
     *
     * @param takesTurn whether an allocation of the task takes one
     */
    int shown(NodeMask nodes, int event, int predicted, IntPredicate takesTurn) {
        int found = nodeOf(event);
        if (found == predicted || !nodes.contains(found)) {
            return predicted;
        }
        int follower = nodeOf(follower(event, takesTurn));
        boolean agree = follower == Interleaving.next(nodes, found) && follower != Interleaving.next(nodes, predicted);
        return agree ? found : predicted;
    }

    private boolean isUserPage(int event) {
        return GfpFlags.has(trace.gfp(event), GfpFlags.GFP_HIGHUSER_MOVABLE & ~GfpFlags.RECLAIM);
    }

    /** The task's next allocation of that kind. */
    private int follower(int event, IntPredicate kind) {
        for (int later = event + 1; later < Math.min(trace.size(), event + LOOK_AHEAD); later++) {
            if (trace.kind(later) == EventKind.ALLOC && trace.task(later) == trace.task(event) && kind.test(later)) {
                return later;
            }
        }
        return event;
    }

    private int nodeOf(int event) {
        int zone = machine.zoneOf(trace, event);
        return zone == ReplayMachine.NO_ZONE ? -1 : machine.zone(zone).nid();
    }
}
