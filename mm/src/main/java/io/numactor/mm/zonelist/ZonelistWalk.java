package io.numactor.mm.zonelist;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.zone.ZoneKey;
import io.numactor.mm.zone.ZoneType;
import java.util.ArrayList;
import java.util.List;

/**
 * The walk of one allocation request over a zonelist, as a state machine that says what to do and is told what came of
 * it: {@code get_page_from_freelist} and {@code __alloc_pages_slowpath} up to where reclaim would begin (Linux 6.1).
 *
 * <p>The fast pass asks every node against its low marks; only when all have failed, kswapd is woken and the slow pass
 * asks all of them again against their min marks. A request that may use the reserves, or that is so urgent that masks
 * do not bind it, gets a third pass; for any other request the kernel's third pass repeats the second, and is left out.
 * The kernel's restart without NOFRAGMENT happens before the first node is left, so the node itself does it: only the
 * preferred zone's node gets that flag.
 *
 * <p>A request for n blocks stands for n single allocations one after the other, each of which begins its own walk at
 * the first zone. They travel together: a node serves the longest prefix that passes, and the rest goes on with the next
 * node. That is the same, because within one request a node's state only gets worse: what failed there once would fail
 * there again, so each of the rest would come to the next node by itself.
 *
 * <p>Use: {@link #next} until it answers {@code Served} or {@code Failed}; after every {@code TryZones} either
 * {@link #answered} or {@link #skip}.
 */
public final class ZonelistWalk {
    private enum Pass {
        FAST,
        SLOW,
        RESERVES,
        OVER
    }

    private final WalkPlan plan;
    private final List<NodeZones> runs;
    private Pass pass = Pass.FAST;
    private NodeMask allowed;
    private NodeMask unreachable;
    private int flags;
    private int first;
    private int position;
    private int remaining;
    private int asked;
    private boolean awaitsAnswer;

    private ZonelistWalk(WalkPlan plan) {
        this.plan = plan;
        this.runs = plan.lists().runs(GfpFlags.isThisNode(plan.gfp()), GfpFlags.highestZone(plan.gfp()));
        this.allowed = plan.allowed();
        this.unreachable = plan.unreachable();
        this.remaining = plan.count();
        restart(AllocFlags.WMARK_LOW | SlowPathFlags.kswapd(plan.gfp()));
        if (!hasPreferred()) {
            pass = Pass.OVER;
        }
    }

    public static ZonelistWalk start(WalkPlan plan) {
        return new ZonelistWalk(plan);
    }

    /** A walk that begins with the min marks: its task has reclaimed memory for it. */
    public static ZonelistWalk afterReclaim(WalkPlan plan) {
        ZonelistWalk walk = new ZonelistWalk(plan);
        if (walk.pass == Pass.FAST) {
            walk.beginNextPass();
        }
        return walk;
    }

    /** What to do next; the last effect again once the walk is over. */
    public WalkEffect next() {
        if (awaitsAnswer) {
            throw new IllegalStateException("node " + runs.get(position).nid() + " has not answered");
        }
        if (remaining == 0) {
            return WalkEffect.Served.INSTANCE;
        }
        while (pass != Pass.OVER) {
            position = nextReachable(position);
            if (position < runs.size()) {
                return tryZones(runs.get(position));
            }
            List<Integer> toWake = beginNextPass();
            if (!toWake.isEmpty()) {
                return new WalkEffect.WakeKswapd(toWake);
            }
        }
        return new WalkEffect.Failed(reason());
    }

    /** The node that was asked served the first {@code served} of what remained. */
    public void answered(int served) {
        if (!awaitsAnswer || served < 0 || served > remaining) {
            throw new IllegalStateException(served + " served of " + remaining + ", asked: " + awaitsAnswer);
        }
        awaitsAnswer = false;
        remaining -= served;
        position++;
    }

    /** A node turned out not to answer: it counts as having served nothing, and later passes leave it out. */
    public void skip(int nid) {
        unreachable = unreachable.plus(nid);
        if (awaitsAnswer && runs.get(position).nid() == nid) {
            answered(0);
        }
    }

    /** Blocks not served so far. */
    public int remaining() {
        return remaining;
    }

    /** Whether any zone fits the request. */
    public boolean hasPreferred() {
        return first < runs.size();
    }

    /** The zone that NUMA statistics count against: the first that the request may use, reachable or not. */
    public ZoneKey preferred() {
        NodeZones run = runs.get(first);
        return new ZoneKey(run.nid(), run.zones().get(0));
    }

    private WalkEffect tryZones(NodeZones run) {
        awaitsAnswer = true;
        asked++;
        boolean avoidsFragmentation = pass == Pass.FAST && position == first && avoidsFragmentation(run);
        return new WalkEffect.TryZones(
                run.nid(), run.zones(), avoidsFragmentation ? flags | AllocFlags.NOFRAGMENT : flags);
    }

    /** Only where DMA32 of the same node can take what would otherwise fragment Normal. */
    private boolean avoidsFragmentation(NodeZones run) {
        return run.zones().get(0) == ZoneType.NORMAL
                && (plan.onlineNodes() == 1 || run.zones().contains(ZoneType.DMA32));
    }

    /** Moves on to the pass that follows; answers the nodes whose kswapd is woken in between. */
    private List<Integer> beginNextPass() {
        if (pass == Pass.FAST) {
            pass = Pass.SLOW;
            restart(SlowPathFlags.of(plan.gfp(), plan.order()));
            return GfpFlags.wakesKswapd(plan.gfp()) ? walkedNodes() : List.of();
        }
        pass = pass == Pass.SLOW && beginReserves() ? Pass.RESERVES : Pass.OVER;
        return List.of();
    }

    /** Whether reserve rights, or freedom from the mask, make another pass differ from the last. */
    private boolean beginReserves() {
        int reserves = SlowPathFlags.reserves(plan.gfp());
        boolean unbound = reserves != 0 || (flags & AllocFlags.CPUSET) == 0;
        if (reserves == 0 && (!unbound || allowed.equals(NodeMask.ALL))) {
            return false;
        }
        allowed = NodeMask.ALL;
        restart(reserves != 0 ? reserves : flags);
        return true;
    }

    private void restart(int passFlags) {
        flags = passFlags;
        first = 0;
        while (first < runs.size() && !allowed.contains(runs.get(first).nid())) {
            first++;
        }
        position = first;
    }

    private int nextReachable(int from) {
        int run = from;
        while (run < runs.size() && !isReachable(runs.get(run))) {
            run++;
        }
        return run;
    }

    private boolean isReachable(NodeZones run) {
        return allowed.contains(run.nid()) && !unreachable.contains(run.nid());
    }

    private List<Integer> walkedNodes() {
        List<Integer> nids = new ArrayList<>(runs.size());
        for (NodeZones run : runs) {
            if (isReachable(run)) {
                nids.add(run.nid());
            }
        }
        return nids;
    }

    private WalkEffect.Reason reason() {
        if (!hasPreferred()) {
            return WalkEffect.Reason.NO_ZONE;
        }
        if (asked == 0) {
            return WalkEffect.Reason.UNREACHABLE;
        }
        if (GfpFlags.isThisNode(plan.gfp())) {
            return WalkEffect.Reason.THISNODE_EXHAUSTED;
        }
        return GfpFlags.allowsDirectReclaim(plan.gfp())
                ? WalkEffect.Reason.WOULD_RECLAIM
                : WalkEffect.Reason.NO_RECLAIM_ALLOWED;
    }
}
