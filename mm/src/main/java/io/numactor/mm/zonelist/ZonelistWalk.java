package io.numactor.mm.zonelist;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.alloc.ReclaimAnswer;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import java.util.ArrayList;
import java.util.List;

/**
 * The walk of one allocation request over a zonelist, as a state machine that says what to do and is told what came of
 * it: {@code get_page_from_freelist} and {@code __alloc_pages_slowpath} up to the OOM killer (Linux 6.1; without
 * compaction).
 *
 * <p>The fast pass asks every node against its low marks; only when all have failed, kswapd is woken and the slow pass
 * asks all of them again against their min marks. A request that may use the reserves, or that is so urgent that masks
 * do not bind it, gets a third pass; for any other request the kernel's third pass repeats the second, and is left out.
 * The kernel's restart without NOFRAGMENT happens before the first node is left, so the node itself does it: only the
 * preferred zone's node gets that flag.
 *
 * <p>Then direct reclaim: the nodes, in the list's order, take back page cache until a cluster of pages is there, and
 * the pass is tried again; if that did not help, once more after the nodes have emptied their pagesets and one has given
 * up a pageblock reserved for atomic requests. This goes on as long as it may help. {@code __GFP_NOFAIL} at last may go
 * down to half the min marks.
 *
 * <p>A request for n blocks stands for n single allocations one after the other, each of which begins its own walk at
 * the first zone. They travel together: a node serves the longest prefix that passes, and the rest goes on with the next
 * node. That is the same, because within one request a node's state only gets worse: what failed there once would fail
 * there again, so each of the rest would come to the next node by itself. Reclaim makes it better; so after any success
 * that it had a part in, the rest begins anew.
 *
 * <p>Use: {@link #next} until it answers {@code Served} or {@code Failed}; in between tell what came of each effect that
 * asks a node, or {@link #skip} the node.
 */
public final class ZonelistWalk {
    private enum Pass {
        FAST,
        SLOW,
        RESERVES,
        RECLAIM,
        RECLAIMED,
        RELIEF,
        RELIEVED,
        FORCE,
        NOFAIL,
        OVER
    }

    private final WalkPlan plan;
    private final List<NodeZones> runs;
    private final ReclaimRound round;
    private final List<WalkEffect.TryZones> passedOver = new ArrayList<>(0);
    private Pass pass = Pass.FAST;
    private NodeMask allowed;
    private NodeMask unreachable;
    private int flags;
    private int first;
    private int position;
    private int remaining;
    private int remainingAtPass;
    private int asked;
    private boolean awaitsAnswer;
    private boolean kswapdHelps;

    private ZonelistWalk(WalkPlan plan) {
        this.plan = plan;
        this.runs = plan.lists().runs(plan.gfp());
        this.round = new ReclaimRound(plan.gfp(), plan.order(), plan.lists().highestZone(plan.gfp()));
        this.unreachable = plan.unreachable();
        this.remaining = plan.count();
        this.allowed = plan.allowed();
        begin(Pass.FAST, AllocFlags.WMARK_LOW | SlowPathFlags.kswapd(plan.gfp()));
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
            walk.begin(Pass.SLOW, SlowPathFlags.of(plan.gfp(), plan.order()));
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
                awaitsAnswer = true;
                return effect(runs.get(position));
            }
            if (beginNextPass()) {
                List<Integer> toWake = GfpFlags.wakesKswapd(plan.gfp()) ? walkedNodes() : List.of();
                if (!toWake.isEmpty()) {
                    return new WalkEffect.WakeKswapd(toWake);
                }
            }
        }
        return new WalkEffect.Failed(reason(), reason() == WalkEffect.Reason.WOULD_RECLAIM && round.endsInOomKill());
    }

    /** The node that was asked served the first {@code served} of what remained. */
    public void answered(int served) {
        answered(served, false);
    }

    /**
     * The same, and what is known of the node's kswapd.
     *
     * @param kswapdHelps whether the node has page cache, so that its woken kswapd may do better than the min mark
     */
    public void answered(int served, boolean kswapdHelps) {
        if (!awaitsAnswer || served < 0 || served > remaining) {
            throw new IllegalStateException(served + " served of " + remaining + ", asked: " + awaitsAnswer);
        }
        this.kswapdHelps |= kswapdHelps;
        remaining -= served;
        goOn();
    }

    /** The node that was to reclaim has done so. */
    public void reclaimed(ReclaimAnswer answer) {
        round.add(answer);
        goOn();
        if (round.wanted() == 0) {
            position = runs.size();
        }
    }

    /** The node that was to make the most of its free pages has done so. */
    public void relieved(boolean released) {
        round.noteReleased(released);
        goOn();
        if (pass == Pass.FORCE && released) {
            position = runs.size();
        }
    }

    private void goOn() {
        if (!awaitsAnswer) {
            throw new IllegalStateException("no node was asked");
        }
        awaitsAnswer = false;
        position++;
    }

    /** A node turned out not to answer: it counts as having served nothing, and later passes leave it out. */
    public void skip(int nid) {
        unreachable = unreachable.plus(nid);
        if (awaitsAnswer && runs.get(position).nid() == nid) {
            goOn();
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

    /** The highest zone that the request may use. */
    public ZoneType highestZone() {
        return plan.lists().highestZone(plan.gfp());
    }

    private WalkEffect effect(NodeZones run) {
        return switch (pass) {
            case RECLAIM -> new WalkEffect.Reclaim(run.nid(), run.zones(), flags, round.wanted());
            case RELIEF -> new WalkEffect.Relieve(run.nid(), run.zones(), round.canRelease(), false);
            case FORCE -> new WalkEffect.Relieve(run.nid(), run.zones(), round.canRelease(), true);
            default -> tryZones(run);
        };
    }

    private WalkEffect tryZones(NodeZones run) {
        asked++;
        boolean avoidsFragmentation = pass == Pass.FAST && position == first && avoidsFragmentation(run);
        return new WalkEffect.TryZones(
                run.nid(),
                run.zones(),
                avoidsFragmentation ? flags | AllocFlags.NOFRAGMENT : flags,
                plan.nodeReclaim().allows(plan.gfp(), runs.get(first).nid(), run.nid()));
    }

    /** Only where DMA32 of the same node can take what would otherwise fragment Normal. */
    private boolean avoidsFragmentation(NodeZones run) {
        return run.zones().get(0) == ZoneType.NORMAL
                && plan.lists().hasDma32()
                && (plan.onlineNodes() == 1 || run.zones().contains(ZoneType.DMA32));
    }

    /** Moves on to the pass that follows; whether kswapd is woken in between. */
    private boolean beginNextPass() {
        boolean served = remaining < remainingAtPass;
        switch (pass) {
            case FAST -> {
                begin(Pass.SLOW, SlowPathFlags.of(plan.gfp(), plan.order()));
                return true;
            }
            case SLOW -> {
                if (served && kswapdHelps) {
                    beginAnew();
                } else if (!beginReserves()) {
                    beginReclaim();
                }
            }
            case RESERVES -> beginReclaim();
            case RECLAIM -> {
                if (round.madeProgress()) {
                    begin(Pass.RECLAIMED, flags);
                } else {
                    return endRound();
                }
            }
            case RECLAIMED -> beginOr(served, Pass.RELIEF);
            case RELIEF -> begin(Pass.RELIEVED, flags);
            case RELIEVED -> {
                if (served) {
                    beginAnew();
                } else {
                    return endRound();
                }
            }
            case FORCE -> {
                return round.released() ? retry() : giveUp();
            }
            default -> pass = Pass.OVER;
        }
        return false;
    }

    private void beginOr(boolean served, Pass otherwise) {
        if (served) {
            beginAnew();
        } else {
            begin(otherwise, flags);
        }
    }

    /** The rest of the request, as a request of its own. */
    private void beginAnew() {
        allowed = plan.allowed();
        kswapdHelps = false;
        round.forget();
        begin(Pass.FAST, AllocFlags.WMARK_LOW | SlowPathFlags.kswapd(plan.gfp()));
    }

    /** Whether reserve rights, or freedom from the mask, make another pass differ from the last. */
    private boolean beginReserves() {
        int reserves = SlowPathFlags.reserves(plan.gfp(), plan.oomVictim());
        boolean unbound = reserves != 0 || (flags & AllocFlags.CPUSET) == 0;
        if (reserves == 0 && (!unbound || allowed.equals(NodeMask.ALL))) {
            return false;
        }
        allowed = NodeMask.ALL;
        begin(Pass.RESERVES, reserves != 0 ? reserves : flags);
        return true;
    }

    private void beginReclaim() {
        if (round.isAllowed()) {
            round.begin();
            begin(Pass.RECLAIM, flags);
        } else {
            giveUp();
        }
    }

    /** A round did not help: another one, or a reserved pageblock, or the end. */
    private boolean endRound() {
        if (!round.insists()) {
            return giveUp();
        }
        if (round.mayHelpAgain()) {
            return retry();
        }
        if (round.canRelease()) {
            begin(Pass.FORCE, flags);
            return false;
        }
        return giveUp();
    }

    /** Once more with the marks of the slow pass, for which kswapd is woken again. */
    private boolean retry() {
        begin(Pass.SLOW, flags);
        return true;
    }

    /** The kernel would fail the request here, or kill a process; one that must not fail gets half of what is kept. */
    private boolean giveUp() {
        if (GfpFlags.has(plan.gfp(), GfpFlags.NOFAIL | GfpFlags.DIRECT_RECLAIM)) {
            begin(Pass.NOFAIL, AllocFlags.WMARK_MIN | AllocFlags.MIN_RESERVE | AllocFlags.CPUSET);
        } else {
            pass = Pass.OVER;
        }
        return false;
    }

    private void begin(Pass next, int passFlags) {
        pass = next;
        flags = passFlags;
        remainingAtPass = remaining;
        first = 0;
        while (first < runs.size() && !allowed.contains(runs.get(first).nid())) {
            first++;
        }
        position = first;
    }

    private int nextReachable(int from) {
        int run = from;
        while (run < runs.size() && !isReachable(runs.get(run))) {
            if (allowed.contains(runs.get(run).nid())) {
                notePassedOver(runs.get(run));
            }
            run++;
        }
        return run;
    }

    private void notePassedOver(NodeZones run) {
        if (pass != Pass.RECLAIM && pass != Pass.RELIEF && pass != Pass.FORCE) {
            passedOver.add(new WalkEffect.TryZones(run.nid(), run.zones(), flags, false));
        }
    }

    /** What would have been tried since this was last asked, had its node not been out of reach. */
    public List<WalkEffect.TryZones> takePassedOver() {
        if (passedOver.isEmpty()) {
            return List.of();
        }
        List<WalkEffect.TryZones> taken = List.copyOf(passedOver);
        passedOver.clear();
        return taken;
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
