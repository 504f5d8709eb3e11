package io.numactor.mm.zonelist;

import static io.numactor.mm.topology.ZoneType.DMA;
import static io.numactor.mm.topology.ZoneType.DMA32;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.alloc.ReclaimAnswer;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Steps 6 to 12 of the slow path, and zone_reclaim_mode, as the specification of allocation lists them. */
class ReclaimWalkTest {
    private static final int USER = GfpFlags.GFP_HIGHUSER_MOVABLE;
    private static final NodeDistance LINE = NodeDistance.of(new int[][] {{10, 20, 40}, {20, 10, 20}, {40, 20, 10}});
    private static final Map<Integer, List<ZoneType>> NODES =
            Map.of(0, List.of(DMA, DMA32), 1, List.of(DMA32), 2, List.of(DMA32));
    private static final ReclaimAnswer CLUSTER = new ReclaimAnswer(32, true, false);

    private final Map<String, Deque<Object>> answers = new HashMap<>();
    private final List<String> steps = new ArrayList<>();

    @Test
    void aClusterIsReclaimedInTheListsOrderThenTheMinMarksAreTriedAgain() {
        answer("reclaim 32 of 0", new ReclaimAnswer(20, false, false));
        answer("reclaim 12 of 1", new ReclaimAnswer(12, true, false));
        answer("min 1", 0, 1);

        walk(USER, 0, 1);

        assertThat(afterWake())
                .containsExactly(
                        "min 0", "min 1", "min 2", "reclaim 32 of 0", "reclaim 12 of 1", "min 0", "min 1", "Served");
    }

    @Test
    void nothingToReclaimEndsInTheOomKiller() {
        walk(USER, 0, 1);

        assertThat(afterWake())
                .containsExactly(
                        "min 0",
                        "min 1",
                        "min 2",
                        "reclaim 32 of 0",
                        "reclaim 32 of 1",
                        "reclaim 32 of 2",
                        "WOULD_RECLAIM, then kill");
    }

    @Test
    void afterProgressInVainPagesetsAreEmptiedAndOneReservedPageblockGoes() {
        answer("reclaim 32 of 0", new ReclaimAnswer(32, true, true));
        answer("relieve 0 release", false);
        answer("relieve 1 release", true);
        answer("min 0", 0, 0, 1);

        walk(USER, 0, 1);

        assertThat(afterWake())
                .endsWith(
                        "reclaim 32 of 0",
                        "min 0",
                        "min 1",
                        "min 2",
                        "relieve 0 release",
                        "relieve 1 release",
                        "relieve 2",
                        "min 0",
                        "Served");
    }

    @Test
    void roundsGoOnAsLongAsTheyMayHelp() {
        answer("reclaim 32 of 0", CLUSTER, CLUSTER, new ReclaimAnswer(8, false, false));

        walk(USER, 0, 1);

        assertThat(steps).filteredOn("reclaim 32 of 0"::equals).hasSize(3);
        assertThat(steps).filteredOn("wake [0, 1, 2]"::equals).hasSize(3);
        assertThat(steps).endsWith("WOULD_RECLAIM, then kill");
    }

    @Test
    void sixteenRoundsInVainAreTheMost() {
        for (int round = 0; round < 40; round++) {
            answer("reclaim 32 of 0", new ReclaimAnswer(0, true, false));
        }

        walk(USER, 0, 1);

        assertThat(steps).filteredOn("reclaim 32 of 0"::equals).hasSize(17);
        // Before the first round and before each of the 16 retries.
        assertThat(steps).filteredOn("wake [0, 1, 2]"::equals).hasSize(17);
        assertThat(steps).endsWith("reclaim 32 of 2", "WOULD_RECLAIM, then kill");
    }

    @Test
    void progressStartsTheCountOfRoundsAnewUnlessTheOrderIsCostly() {
        for (int round = 0; round < 40; round++) {
            answer("reclaim 32 of 0", CLUSTER);
        }
        walk(USER, 3, 1);
        assertThat(steps).filteredOn("reclaim 32 of 0"::equals).hasSize(41);

        steps.clear();
        for (int round = 0; round < 40; round++) {
            answer("reclaim 32 of 0", CLUSTER);
        }
        walk(USER | GfpFlags.RETRY_MAYFAIL, 4, 1);
        assertThat(steps).filteredOn("reclaim 32 of 0"::equals).hasSize(17);
    }

    @Test
    void roundsInVainOfOneBlockAreNotCountedAgainstTheNext() {
        ReclaimAnswer inVain = new ReclaimAnswer(0, true, false);
        for (int round = 0; round < 10; round++) {
            answer("reclaim 32 of 0", inVain);
            answer("min 0", 0);
        }
        answer("reclaim 32 of 0", CLUSTER);
        answer("min 0", 0, 1);
        for (int round = 0; round < 40; round++) {
            answer("reclaim 32 of 0", inVain);
        }

        walk(USER, 0, 2);

        assertThat(steps).filteredOn("reclaim 32 of 0"::equals).hasSize(10 + 1 + 17);
    }

    @Test
    void whatTheEmptiedPagesetsServedIsFollowedByAWalkOfItsOwn() {
        answer("reclaim 32 of 0", CLUSTER);
        answer("min 0", 0, 0, 1);
        answer("low 1", 0, 1);

        walk(USER, 0, 2);

        assertThat(afterWake())
                .endsWith("relieve 0", "relieve 1", "relieve 2", "min 0", "min 1", "min 2", "low 0", "low 1", "Served");
    }

    @Test
    void noReservedPageblockGainedIsTheEnd() {
        answer("reclaim 32 of 1", new ReclaimAnswer(0, false, true));

        walk(USER, 0, 1);

        assertThat(afterWake())
                .endsWith("reclaim 32 of 2", "force 0", "force 1", "force 2", "WOULD_RECLAIM, then kill");
    }

    @Test
    void theLastReservedPageblockIsReleasedByForceAndTriedOnce() {
        answer("reclaim 32 of 1", new ReclaimAnswer(0, false, true));
        answer("force 1", true);
        answer("min 1", 0, 1);

        walk(USER, 0, 1);

        assertThat(afterWake())
                .endsWith("reclaim 32 of 2", "force 0", "force 1", "wake [0, 1, 2]", "min 0", "min 1", "Served");
    }

    @Test
    void whatReclaimServedIsFollowedByAWalkOfItsOwn() {
        answer("reclaim 32 of 0", CLUSTER);
        answer("min 0", 0, 5);
        answer("low 2", 0, 3);

        walk(USER, 0, 8);

        assertThat(afterWake())
                .endsWith("reclaim 32 of 0", "min 0", "min 1", "min 2", "low 0", "low 1", "low 2", "Served");
    }

    @Test
    void kswapdMayHaveDoneBetterForTheRestOfABatch() {
        answer("min 0", new Served(3, true));
        answer("low 0", 0, 2);

        walk(USER, 0, 5);

        assertThat(afterWake()).containsExactly("min 0", "min 1", "min 2", "low 0", "Served");
    }

    @Test
    void requestsThatDoNotInsistReclaimOnce() {
        answer("reclaim 32 of 0", CLUSTER);
        walk(USER | GfpFlags.NORETRY, 0, 1);
        assertThat(steps).filteredOn(step -> step.startsWith("reclaim")).containsExactly("reclaim 32 of 0");
        assertThat(steps).endsWith("min 2", "WOULD_RECLAIM");

        steps.clear();
        answer("reclaim 32 of 0", CLUSTER);
        walk(USER, 4, 1);
        assertThat(steps).filteredOn(step -> step.startsWith("reclaim")).containsExactly("reclaim 32 of 0");
        assertThat(steps).endsWith("WOULD_RECLAIM");
    }

    @Test
    void costlyRequestsThatDoNotRetryAreNotReclaimedFor() {
        walk(USER | GfpFlags.NORETRY, 4, 1);

        assertThat(steps).noneMatch(step -> step.startsWith("reclaim")).endsWith("WOULD_RECLAIM");
    }

    @Test
    void atomicRequestsAreNotReclaimedFor() {
        walk(GfpFlags.GFP_ATOMIC, 0, 1);

        assertThat(steps).noneMatch(step -> step.startsWith("reclaim")).endsWith("NO_RECLAIM_ALLOWED");
    }

    @Test
    void thisNodeRequestsReclaimOnTheirNodeAndKillNobody() {
        walk(GfpFlags.GFP_KERNEL | GfpFlags.THISNODE, 0, 1);

        assertThat(steps).containsExactly("low 0", "wake [0]", "min 0", "reclaim 32 of 0", "THISNODE_EXHAUSTED");
    }

    @Test
    void requestsForLowZonesKillNobody() {
        walk(GfpFlags.GFP_KERNEL | GfpFlags.DMA, 0, 1);
        assertThat(steps).endsWith("WOULD_RECLAIM");

        steps.clear();
        walk(GfpFlags.GFP_KERNEL | GfpFlags.RETRY_MAYFAIL, 0, 1);
        assertThat(steps).endsWith("WOULD_RECLAIM");
    }

    @Test
    void whatMustNotFailGoesDownToHalfTheMinMark() {
        walk(GfpFlags.GFP_KERNEL | GfpFlags.NOFAIL, 0, 1);

        assertThat(steps).endsWith("reclaim 32 of 2", "half 0", "half 1", "half 2", "WOULD_RECLAIM, then kill");
    }

    @Test
    void aNodeThatFallsSilentReclaimsNothing() {
        ZonelistWalk walk = start(USER, 0, 1, NodeReclaim.OFF);
        WalkEffect effect = walk.next();
        while (!(effect instanceof WalkEffect.Reclaim)) {
            if (effect instanceof WalkEffect.TryZones) {
                walk.answered(0);
            }
            effect = walk.next();
        }

        walk.skip(0);

        assertThat(walk.next())
                .isEqualTo(new WalkEffect.Reclaim(1, List.of(DMA32), AllocFlags.CPUSET | AllocFlags.KSWAPD, 32));
    }

    @Test
    void nodesReclaimForTheirOwnCpusWithinTheDistance() {
        assertThat(reclaiming(NodeMask.of(0, 1, 2), 0, USER)).containsExactly(0);
        // Nodes 1 and 2 have no CPUs; node 2 is 40 away, more than 30.
        assertThat(reclaiming(NodeMask.of(0), 0, USER)).containsExactly(0, 1);
        // A CPU of node 2 that prefers node 0 is not near enough.
        assertThat(reclaiming(NodeMask.of(0, 1, 2), 2, USER)).isEmpty();
        assertThat(reclaiming(NodeMask.of(0, 1, 2), 0, GfpFlags.GFP_ATOMIC)).isEmpty();
    }

    /** RECLAIM_DISTANCE is 30; of the mode's bits only 1, 2 and 4 are known. */
    @Test
    void nodesAreReclaimedAtUpToThirtyAndInAModeThatThereIs() {
        NodeDistance far = NodeDistance.of(new int[][] {{10, 30, 31}, {30, 10, 20}, {31, 20, 10}});
        NodeReclaim reclaim = new NodeReclaim(4, 0, NodeMask.of(0), far::between);
        assertThat(reclaim.allows(USER, 0, 1)).isTrue();
        assertThat(reclaim.allows(USER, 0, 2)).isFalse();
        assertThat(new NodeReclaim(8, 0, NodeMask.of(0), far::between).allows(USER, 0, 0))
                .isFalse();
    }

    private static List<Integer> reclaiming(NodeMask withCpus, int cpuNode, int gfp) {
        ZonelistWalk walk = start(gfp, 0, 1, new NodeReclaim(1, cpuNode, withCpus, LINE::between));
        List<Integer> nids = new ArrayList<>();
        while (walk.next() instanceof WalkEffect.TryZones tried) {
            if (tried.nodeReclaim()) {
                nids.add(tried.nid());
            }
            walk.answered(0);
        }
        return nids;
    }

    private record Served(int blocks, boolean kswapdHelps) {}

    private void answer(String step, Object... inTurn) {
        answers.computeIfAbsent(step, key -> new ArrayDeque<>()).addAll(List.of(inTurn));
    }

    private Object next(String step, Object otherwise) {
        steps.add(step);
        Deque<Object> left = answers.getOrDefault(step, new ArrayDeque<>());
        return left.isEmpty() ? otherwise : left.remove();
    }

    private List<String> afterWake() {
        return steps.subList(steps.indexOf("wake [0, 1, 2]") + 1, steps.size());
    }

    private static ZonelistWalk start(int gfp, int order, int count, NodeReclaim nodeReclaim) {
        WalkTable table = WalkTable.of(
                ZonelistBuilder.buildAll(Zonelists.machine(NodeMask.parse("0-2"), NodeMask.EMPTY, LINE, NODES))
                        .get(0),
                ZoneSet.X86_64);
        return ZonelistWalk.start(WalkPlan.of(gfp, order, count, table, 3).withNodeReclaim(nodeReclaim));
    }

    private void walk(int gfp, int order, int count) {
        ZonelistWalk walk = start(gfp, order, count, NodeReclaim.OFF);
        while (true) {
            WalkEffect effect = walk.next();
            if (effect instanceof WalkEffect.TryZones tried) {
                Object answer = next(word(tried.allocFlags()) + " " + tried.nid(), 0);
                Served served = answer instanceof Served given ? given : new Served((Integer) answer, false);
                walk.answered(served.blocks(), served.kswapdHelps());
            } else if (effect instanceof WalkEffect.WakeKswapd wake) {
                steps.add("wake " + wake.nids());
            } else if (effect instanceof WalkEffect.Reclaim reclaim) {
                String step = "reclaim " + reclaim.pages() + " of " + reclaim.nid();
                walk.reclaimed((ReclaimAnswer) next(step, ReclaimAnswer.NOTHING));
            } else if (effect instanceof WalkEffect.Relieve relieve) {
                walk.relieved((Boolean) next(word(relieve), false));
            } else {
                steps.add(effect instanceof WalkEffect.Failed failed ? word(failed) : "Served");
                return;
            }
        }
    }

    private static String word(int flags) {
        if ((flags & AllocFlags.WMARK_MASK) == AllocFlags.WMARK_LOW) {
            return "low";
        }
        return (flags & (AllocFlags.MIN_RESERVE | AllocFlags.NON_BLOCK)) == AllocFlags.MIN_RESERVE ? "half" : "min";
    }

    private static String word(WalkEffect.Relieve relieve) {
        if (relieve.force()) {
            return "force " + relieve.nid();
        }
        return "relieve " + relieve.nid() + (relieve.releaseHighAtomic() ? " release" : "");
    }

    private static String word(WalkEffect.Failed failed) {
        return failed.reason() + (failed.oomKill() ? ", then kill" : "");
    }
}
