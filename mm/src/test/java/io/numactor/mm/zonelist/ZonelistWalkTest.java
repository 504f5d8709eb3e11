package io.numactor.mm.zonelist;

import static io.numactor.mm.topology.ZoneType.DMA;
import static io.numactor.mm.topology.ZoneType.DMA32;
import static io.numactor.mm.topology.ZoneType.MOVABLE;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.alloc.ReclaimAnswer;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZonelistWalkTest {
    private static final NodeDistance RING =
            NodeDistance.of(new int[][] {{10, 20, 30, 20}, {20, 10, 20, 30}, {30, 20, 10, 20}, {20, 30, 20, 10}});

    /** Four nodes below 4 GiB, as in the traces; node 0 alone has DMA. */
    private static final Map<Integer, List<ZoneType>> SMALL =
            Map.of(0, List.of(DMA, DMA32), 1, List.of(DMA32), 2, List.of(DMA32), 3, List.of(DMA32));

    /** Node 0 spans 4 GiB, the others lie above. */
    private static final Map<Integer, List<ZoneType>> LARGE =
            Map.of(0, List.of(DMA, DMA32, NORMAL), 1, List.of(NORMAL), 2, List.of(NORMAL), 3, List.of(NORMAL));

    private static final int USER = GfpFlags.GFP_HIGHUSER_MOVABLE;

    @Test
    void asksAllNodesOfTheRingForLowMarksBeforeAnyForItsMin() {
        assertThat(fail(ZonelistWalk.start(plan(USER, 0))))
                .containsExactly(
                        "0 [DMA32, DMA] low",
                        "1 [DMA32] low",
                        "3 [DMA32] low",
                        "2 [DMA32] low",
                        "wake [0, 1, 3, 2]",
                        "0 [DMA32, DMA] min",
                        "1 [DMA32] min",
                        "3 [DMA32] min",
                        "2 [DMA32] min",
                        "WOULD_RECLAIM");
    }

    @Test
    void aTaskThatHasReclaimedBeginsWithTheMinMarks() {
        assertThat(fail(ZonelistWalk.afterReclaim(plan(USER, 0))))
                .containsExactly(
                        "0 [DMA32, DMA] min", "1 [DMA32] min", "3 [DMA32] min", "2 [DMA32] min", "WOULD_RECLAIM");
    }

    @Test
    void handsTheRestOfABatchToTheNextNode() {
        ZonelistWalk walk = ZonelistWalk.start(WalkPlan.of(USER, 0, 10, table(SMALL, 0), 4));

        walk.next();
        walk.answered(4);
        assertThat(((WalkEffect.TryZones) walk.next()).nid()).isEqualTo(1);
        assertThat(walk.remaining()).isEqualTo(6);
        walk.answered(6);
        assertThat(walk.next()).isEqualTo(new WalkEffect.Served());
        assertThat(walk.remaining()).isZero();
    }

    @Test
    void servesFromTheMinMarkWhenAllLowMarksFail() {
        ZonelistWalk walk = ZonelistWalk.start(plan(USER, 2));
        for (int node = 0; node < 4; node++) {
            walk.next();
            walk.answered(0);
        }
        assertThat(walk.next()).isEqualTo(new WalkEffect.WakeKswapd(List.of(2, 3, 1, 0)));
        assertThat(((WalkEffect.TryZones) walk.next()).allocFlags() & AllocFlags.WMARK_MASK)
                .isEqualTo(AllocFlags.WMARK_MIN);
        walk.answered(1);
        assertThat(walk.next()).isEqualTo(new WalkEffect.Served());
    }

    @Test
    void countsAgainstTheFirstZoneThatTheRequestMayUse() {
        assertThat(ZonelistWalk.start(plan(USER, 0)).preferred()).isEqualTo(new ZoneKey(0, DMA32));
        assertThat(ZonelistWalk.start(plan(GfpFlags.GFP_KERNEL | GfpFlags.DMA, 1))
                        .preferred())
                .isEqualTo(new ZoneKey(0, DMA));
        assertThat(ZonelistWalk.start(plan(USER, 2).withAllowed(NodeMask.of(1, 3)))
                        .preferred())
                .isEqualTo(new ZoneKey(3, DMA32));
    }

    @Test
    void staysInsideTheMask() {
        assertThat(fail(ZonelistWalk.start(plan(USER, 0).withAllowed(NodeMask.of(2, 3)))))
                .containsExactly(
                        "3 [DMA32] low",
                        "2 [DMA32] low",
                        "wake [3, 2]",
                        "3 [DMA32] min",
                        "2 [DMA32] min",
                        "WOULD_RECLAIM");
    }

    @Test
    void avoidsFragmentationOnlyWhereDma32CanTakeOver() {
        assertThat(fail(ZonelistWalk.start(WalkPlan.of(USER, 0, 1, table(LARGE, 0), 4))))
                .startsWith("0 [NORMAL, DMA32, DMA] low nofragment", "1 [NORMAL] low")
                .contains("0 [NORMAL, DMA32, DMA] min");
        assertThat(fail(ZonelistWalk.start(WalkPlan.of(USER, 0, 1, table(LARGE, 1), 4))))
                .noneMatch(step -> step.endsWith("nofragment"));
    }

    @Test
    void avoidsFragmentationOnTheOnlyNode() {
        WalkTable table = table(Map.of(0, List.of(NORMAL)), 0);

        assertThat(fail(ZonelistWalk.start(WalkPlan.of(USER, 0, 1, table, 1)))).startsWith("0 [NORMAL] low nofragment");
    }

    @Test
    void doesNotAvoidFragmentationWhenMovableIsPreferred() {
        WalkTable table = table(Map.of(0, List.of(DMA, DMA32, NORMAL, MOVABLE)), 0);

        assertThat(fail(ZonelistWalk.start(WalkPlan.of(USER, 0, 1, table, 1))))
                .startsWith("0 [MOVABLE, NORMAL, DMA32, DMA] low", "wake [0]");
        assertThat(fail(ZonelistWalk.start(WalkPlan.of(GfpFlags.GFP_KERNEL, 0, 1, table, 1))))
                .startsWith("0 [NORMAL, DMA32, DMA] low nofragment");
    }

    @Test
    void givesAtomicRequestsTheirRightsAndNoReclaim() {
        assertThat(fail(ZonelistWalk.start(WalkPlan.of(GfpFlags.GFP_ATOMIC, 1, 1, table(SMALL, 3), 4))))
                .endsWith(
                        "3 [DMA32] min nonblock reserve highatomic",
                        "0 [DMA32, DMA] min nonblock reserve highatomic",
                        "2 [DMA32] min nonblock reserve highatomic",
                        "1 [DMA32] min nonblock reserve highatomic",
                        "NO_RECLAIM_ALLOWED");
        assertThat(fail(ZonelistWalk.start(plan(GfpFlags.GFP_NOWAIT, 1).withAllowed(NodeMask.of(1)))))
                .containsExactly("1 [DMA32] low", "wake [1]", "1 [DMA32] min nonblock", "NO_RECLAIM_ALLOWED");
    }

    @Test
    void letsUrgentRequestsLeaveTheirMaskAtLast() {
        ZonelistWalk walk = ZonelistWalk.start(plan(GfpFlags.GFP_ATOMIC, 0).withAllowed(NodeMask.of(2)));

        assertThat(fail(walk))
                .containsExactly(
                        "2 [DMA32] low",
                        "wake [2]",
                        "2 [DMA32] min nonblock reserve",
                        "0 [DMA32, DMA] min nonblock reserve",
                        "1 [DMA32] min nonblock reserve",
                        "3 [DMA32] min nonblock reserve",
                        "2 [DMA32] min nonblock reserve",
                        "NO_RECLAIM_ALLOWED");
        assertThat(walk.preferred()).isEqualTo(new ZoneKey(0, DMA32));
    }

    @Test
    void ignoresMarksForRequestsThatFreeMemory() {
        int gfp = GfpFlags.GFP_NOIO | GfpFlags.MEMALLOC;

        assertThat(fail(ZonelistWalk.start(plan(gfp, 0)))).contains("0 [DMA32, DMA] unmarked");
        assertThat(fail(ZonelistWalk.start(plan(gfp | GfpFlags.NOMEMALLOC, 0))))
                .noneMatch(step -> step.endsWith("unmarked"));
    }

    @Test
    void aVictimOfTheOomKillerHasHalfOfTheMinMarksOfEveryNode() {
        WalkPlan bound = plan(GfpFlags.GFP_HIGHUSER_MOVABLE, 0).withAllowed(NodeMask.of(2));
        assertThat(fail(ZonelistWalk.afterReclaim(bound)).stream().filter(step -> !step.startsWith("2 ")))
                .noneMatch(step -> step.contains("[DMA32]"));
        ZonelistWalk victim = ZonelistWalk.afterReclaim(bound.withOomVictim(true));
        assertThat(victim.next())
                .isInstanceOfSatisfying(
                        WalkEffect.TryZones.class,
                        step -> assertThat(step.nid()).isEqualTo(2));
        victim.answered(0);
        assertThat(victim.next()).isInstanceOfSatisfying(WalkEffect.TryZones.class, step -> {
            assertThat(step.nid()).isZero();
            assertThat(step.allocFlags()).isEqualTo(AllocFlags.OOM | AllocFlags.KSWAPD);
        });
    }

    @Test
    void neverLeavesTheNodeOfAThisNodeRequest() {
        assertThat(fail(ZonelistWalk.start(plan(GfpFlags.GFP_TRANSHUGE_LIGHT | GfpFlags.THISNODE, 1))))
                .containsExactly("1 [DMA32] low", "1 [DMA32] min", "THISNODE_EXHAUSTED");
    }

    @Test
    void failsAtOnceWhereNoZoneFits() {
        WalkTable memoryless = table(Map.of(0, List.of(DMA, DMA32)), 1);

        assertThat(fail(ZonelistWalk.start(WalkPlan.of(USER | GfpFlags.THISNODE, 0, 1, memoryless, 4))))
                .containsExactly("NO_ZONE");
        assertThat(fail(ZonelistWalk.start(plan(USER, 0).withAllowed(NodeMask.of(7)))))
                .containsExactly("NO_ZONE");
        assertThat(ZonelistWalk.start(WalkPlan.of(USER, 0, 1, memoryless, 4)).preferred())
                .isEqualTo(new ZoneKey(0, DMA32));
    }

    @Test
    void passesUnreachableNodesOverButCountsAgainstThem() {
        ZonelistWalk walk = ZonelistWalk.start(plan(USER, 0).withUnreachable(NodeMask.of(0)));

        assertThat(walk.preferred()).isEqualTo(new ZoneKey(0, DMA32));
        assertThat(fail(walk)).startsWith("1 [DMA32] low", "3 [DMA32] low").noneMatch(step -> step.startsWith("0 "));
        assertThat(fail(ZonelistWalk.start(plan(USER, 0).withUnreachable(NodeMask.ALL))))
                .containsExactly("UNREACHABLE");
    }

    @Test
    void tellsWhatItWouldHaveTriedOfNodesOutOfReach() {
        ZonelistWalk walk = ZonelistWalk.start(
                plan(USER, 0).withAllowed(NodeMask.of(0, 1, 3)).withUnreachable(NodeMask.of(0, 2)));
        int low = AllocFlags.WMARK_LOW | AllocFlags.KSWAPD;
        int min = AllocFlags.WMARK_MIN | AllocFlags.KSWAPD | AllocFlags.CPUSET;

        assertThat(walk.takePassedOver()).isEmpty();
        walk.next();
        assertThat(walk.takePassedOver()).containsExactly(new WalkEffect.TryZones(0, List.of(DMA32, DMA), low, false));
        assertThat(walk.takePassedOver()).isEmpty();
        walk.answered(0);
        walk.next();
        walk.answered(0);
        assertThat(walk.next()).isEqualTo(new WalkEffect.WakeKswapd(List.of(1, 3)));
        walk.next();
        assertThat(walk.takePassedOver()).containsExactly(new WalkEffect.TryZones(0, List.of(DMA32, DMA), min, false));
        fail(answeredInVain(walk));
        // Reclaim tries no zones.
        assertThat(walk.takePassedOver()).isEmpty();
    }

    private static ZonelistWalk answeredInVain(ZonelistWalk walk) {
        walk.answered(0);
        return walk;
    }

    @Test
    void knowsTheHighestZoneThatItMayUse() {
        assertThat(ZonelistWalk.start(plan(USER, 0)).highestZone()).isEqualTo(MOVABLE);
        assertThat(ZonelistWalk.start(plan(GfpFlags.GFP_KERNEL, 0)).highestZone())
                .isEqualTo(NORMAL);
        assertThat(table(SMALL, 2).nid()).isEqualTo(2);
    }

    @Test
    void goesOnWhenANodeStopsAnswering() {
        ZonelistWalk walk = ZonelistWalk.start(plan(USER, 0));

        walk.next();
        walk.skip(0);
        assertThat(fail(walk))
                .startsWith("1 [DMA32] low", "3 [DMA32] low", "2 [DMA32] low", "wake [1, 3, 2]", "1 [DMA32] min");
    }

    @Test
    void insistsOnAnAnswer() {
        ZonelistWalk walk = ZonelistWalk.start(plan(USER, 0));
        walk.next();

        assertThatIllegalStateException().isThrownBy(walk::next).withMessage("node 0 has not answered");
        assertThatIllegalStateException().isThrownBy(() -> walk.answered(2));
        walk.answered(1);
        assertThatIllegalStateException().isThrownBy(() -> walk.answered(0));
    }

    @Test
    void refusesPlansThatTheKernelRefuses() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WalkPlan.of(USER, 11, 1, table(SMALL, 0), 4))
                .withMessage("order 11 is not in 0..10");
        assertThatIllegalArgumentException().isThrownBy(() -> WalkPlan.of(USER, -1, 1, table(SMALL, 0), 4));
        assertThat(WalkPlan.of(USER, 10, 1, table(SMALL, 0), 4).order()).isEqualTo(10);
        assertThatIllegalArgumentException().isThrownBy(() -> WalkPlan.of(USER, 0, 0, table(SMALL, 0), 4));
        assertThatIllegalArgumentException().isThrownBy(() -> WalkPlan.of(5, 0, 1, table(SMALL, 0), 4));
    }

    private static WalkPlan plan(int gfp, int local) {
        return WalkPlan.of(gfp, 0, 1, table(SMALL, local), 4);
    }

    @Test
    void startsUserPagesThatCannotMoveAtHighMemWhereTheKernelHasIt() {
        Map<Integer, List<ZoneType>> populated = Map.of(0, List.of(ZoneType.DMA, ZoneType.NORMAL, ZoneType.HIGHMEM));
        WalkTable table = WalkTable.of(
                ZonelistBuilder.buildAll(Zonelists.machine(NodeMask.parse("0-0"), NodeMask.EMPTY, RING, populated))
                        .get(0),
                ZoneSet.I386);

        assertThat(ZonelistWalk.start(WalkPlan.of(GfpFlags.GFP_HIGHUSER, 0, 1, table, 1))
                        .next())
                .isInstanceOfSatisfying(
                        WalkEffect.TryZones.class,
                        step -> assertThat(step.zones())
                                .containsExactly(ZoneType.HIGHMEM, ZoneType.NORMAL, ZoneType.DMA));
        assertThat(ZonelistWalk.start(WalkPlan.of(GfpFlags.DMA32, 0, 1, table, 1))
                        .next())
                .isInstanceOfSatisfying(
                        WalkEffect.TryZones.class,
                        step -> assertThat(step.zones()).containsExactly(ZoneType.NORMAL, ZoneType.DMA));
        assertThat(fail(ZonelistWalk.start(WalkPlan.of(GfpFlags.GFP_KERNEL, 0, 1, table, 1))))
                .as("without DMA32 nothing avoids fragmentation")
                .startsWith("0 [NORMAL, DMA] low");
    }

    private static WalkTable table(Map<Integer, List<ZoneType>> populated, int local) {
        return WalkTable.of(
                ZonelistBuilder.buildAll(Zonelists.machine(NodeMask.parse("0-3"), NodeMask.EMPTY, RING, populated))
                        .get(local),
                ZoneSet.X86_64);
    }

    /** Every step of a walk in which no node has anything to give; {@link ReclaimWalkTest} has those of reclaim. */
    private static List<String> fail(ZonelistWalk walk) {
        List<String> steps = new ArrayList<>();
        while (true) {
            WalkEffect effect = walk.next();
            if (effect instanceof WalkEffect.TryZones tried) {
                steps.add(tried.nid() + " " + names(tried.zones()) + words(tried.allocFlags()));
                walk.answered(0);
            } else if (effect instanceof WalkEffect.WakeKswapd wake) {
                steps.add("wake " + wake.nids());
            } else if (effect instanceof WalkEffect.Reclaim) {
                walk.reclaimed(ReclaimAnswer.NOTHING);
            } else if (effect instanceof WalkEffect.Failed failed) {
                steps.add(failed.reason().name());
                return steps;
            }
        }
    }

    private static List<String> names(List<ZoneType> zones) {
        return zones.stream().map(Enum::name).toList();
    }

    private static String words(int flags) {
        if ((flags & AllocFlags.NO_WATERMARKS) != 0) {
            return " unmarked";
        }
        return ((flags & AllocFlags.WMARK_MASK) == AllocFlags.WMARK_LOW ? " low" : " min")
                + ((flags & AllocFlags.NOFRAGMENT) != 0 ? " nofragment" : "")
                + ((flags & AllocFlags.NON_BLOCK) != 0 ? " nonblock" : "")
                + ((flags & AllocFlags.MIN_RESERVE) != 0 ? " reserve" : "")
                + ((flags & AllocFlags.HIGHATOMIC) != 0 ? " highatomic" : "");
    }
}
