package io.numactor.mm.node;

import static io.numactor.mm.node.TestNode.GRANT;
import static io.numactor.mm.node.TestNode.OWNER;
import static io.numactor.mm.node.TestNode.ask;
import static io.numactor.mm.node.TestNode.booted;
import static io.numactor.mm.node.TestNode.params;
import static io.numactor.mm.node.TestNode.pcDma;
import static io.numactor.mm.node.TestNode.zone;
import static io.numactor.mm.page.MigrateType.HIGHATOMIC;
import static io.numactor.mm.page.MigrateType.MOVABLE;
import static io.numactor.mm.page.MigrateType.RECLAIMABLE;
import static io.numactor.mm.page.MigrateType.UNMOVABLE;
import static io.numactor.mm.topology.ZoneType.DMA;
import static io.numactor.mm.topology.ZoneType.DMA32;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.ZoneAnswer;
import io.numactor.mm.alloc.ZoneSkip;
import io.numactor.mm.zone.ZoneSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** watermarks.md sections 2, 5, 6 and 7. */
class WatermarkTest {
    private static final int GFP_ATOMIC = 0xa20;
    private static final int ATOMIC = AllocFlags.WMARK_MIN | AllocFlags.MIN_RESERVE | AllocFlags.NON_BLOCK;

    private static ZoneSnapshot normal(PgData node) {
        return node.snapshot().zone(NORMAL);
    }

    /** A zone of 12288 pages with marks 8170 / 10212 / 12254 and that many free. */
    private static PgData withFree(int free) {
        PgData node = booted(zone(NORMAL, 1024, 13 * 1024));
        if (free < 12 * 1024) {
            ask(NORMAL).flags(AllocFlags.NO_WATERMARKS).count(12 * 1024 - free).of(node);
        }
        node.install(NORMAL, params(8170, 10212, 12254, 0, 1));
        assertThat(normal(node).free()).isEqualTo(free);
        return node;
    }

    private static boolean passes(PgData node, int flags) {
        return ask(NORMAL).flags(flags).of(node).served() == 1;
    }

    @Test
    void tenThousandFreeFailTheLowMarkAndPassTheMinMark() {
        PgData node = withFree(10_000);
        assertThat(passes(node, AllocFlags.WMARK_LOW)).isFalse();
        assertThat(passes(node, AllocFlags.WMARK_MIN)).isTrue();
    }

    @Test
    void fiveThousandFreeAreForThoseWithRightsToTheReserves() {
        PgData node = withFree(5000);
        assertThat(passes(node, AllocFlags.WMARK_MIN)).isFalse();
        assertThat(passes(node, AllocFlags.WMARK_MIN | AllocFlags.NON_BLOCK)).isFalse();
        assertThat(passes(node, ATOMIC)).isTrue();
        assertThat(passes(node, AllocFlags.WMARK_MIN | AllocFlags.MIN_RESERVE)).isTrue();
        assertThat(passes(node, AllocFlags.WMARK_MIN | AllocFlags.OOM)).isTrue();
        assertThat(passes(node, AllocFlags.NO_WATERMARKS)).isTrue();
    }

    @Test
    void reducedMarksAreReportedWithTheSkip() {
        PgData node = withFree(3000);
        ZoneAnswer atomic = ask(NORMAL).flags(ATOMIC).gfp(GFP_ATOMIC).of(node);
        assertThat(atomic.skips())
                .containsExactly(new ZoneSkip(NORMAL, ZoneSkip.Reason.WATERMARK, "min", 3000, 0, 3064, 0));
        assertThat(ask(NORMAL)
                        .flags(AllocFlags.MIN_RESERVE)
                        .of(node)
                        .skips()
                        .get(0)
                        .mark())
                .isEqualTo(4085);
    }

    @Test
    void theRestOfTheOwnBlockIsUnusable() {
        PgData node = withFree(8177);
        assertThat(ask(NORMAL).order(3).flags(AllocFlags.WMARK_MIN).of(node).skips())
                .containsExactly(new ZoneSkip(NORMAL, ZoneSkip.Reason.WATERMARK, "min", 8177, 7, 8170, 0));
        assertThat(ask(NORMAL)
                        .order(3)
                        .flags(AllocFlags.WMARK_MIN)
                        .of(withFree(8178))
                        .served())
                .isEqualTo(1);
    }

    @Test
    void anOomVictimGoesDownToHalfTheMark() {
        assertThat(passes(withFree(4085), AllocFlags.WMARK_MIN | AllocFlags.OOM))
                .isFalse();
        assertThat(passes(withFree(4086), AllocFlags.WMARK_MIN | AllocFlags.OOM))
                .isTrue();
    }

    /** A zone that fails its mark is passed over, whatever the CPU's pageset there holds. */
    @Test
    void cachedPagesCannotBeHadBelowTheMark() {
        PgData node = booted(zone(NORMAL, 1024, 2048));
        node.install(NORMAL, params(0, 0, 0, 100, 7));
        ask(NORMAL).of(node);
        assertThat(normal(node).pagesets().get(0).count()).isEqualTo(6);
        node.install(NORMAL, params(0, 1017, 1017, 100, 7));
        assertThat(passes(node, AllocFlags.WMARK_LOW)).isFalse();
        node.install(NORMAL, params(0, 1016, 1016, 100, 7));
        assertThat(passes(node, AllocFlags.WMARK_LOW)).isTrue();
        assertThat(normal(node).pagesets().get(0).count()).isEqualTo(5);
        assertThat(normal(node).pagesetHigh()).isEqualTo(100);
        assertThat(normal(node).watermarks().low()).isEqualTo(1016);
    }

    @Test
    void cachedPagesCannotBeHadInsideTheProtection() {
        PgData node = booted(pcDma());
        node.install(DMA, params(0, 0, 0, 100, 7));
        ask(DMA).of(node);
        node.install(DMA, params(0, 3833 - 939, 3833 - 939, 100, 7, 0, 939, 939, 939, 939));
        assertThat(ask(DMA).highest(NORMAL).of(node).served()).isZero();
        node.install(DMA, params(0, 3833 - 940, 3833 - 940, 100, 7, 0, 939, 939, 939, 939));
        assertThat(ask(DMA).highest(NORMAL).of(node).served()).isEqualTo(1);
    }

    @Test
    void cachedPagesCannotBeHadWhenOnlyReservedOnesAreAboveTheMark() {
        PgData node = booted(zone(NORMAL, 1024, 5 * 1024));
        // 4096 pages less 7 of a refill, 16 of the request and 512 reserved are 3561.
        node.install(NORMAL, params(0, 3561, 3561, 100, 7));
        assertThat(ask(NORMAL).count(2).of(node).served()).isEqualTo(2);
        ask(NORMAL)
                .order(4)
                .type(UNMOVABLE)
                .flags(ATOMIC | AllocFlags.HIGHATOMIC)
                .of(node);
        assertThat(normal(node).highAtomic()).isEqualTo(512);
        assertThat(passes(node, AllocFlags.WMARK_LOW)).isFalse();
    }

    @Test
    void freeEqualToTheMarkFails() {
        assertThat(passes(withFree(10_212), AllocFlags.WMARK_LOW)).isFalse();
        assertThat(passes(withFree(10_213), AllocFlags.WMARK_LOW)).isTrue();
    }

    @Test
    void noFittingBlockIsAnotherReasonThanTooFewPages() {
        PgData node = booted(zone(NORMAL, 1024, 2048));
        List<Long> pfns = ask(NORMAL).count(1024).pfns(node);
        for (int i = 0; i < pfns.size(); i += 2) {
            node.free(OWNER, pfns.get(i), 0, GRANT, 0);
        }
        ZoneAnswer answer = ask(NORMAL).order(1).of(node);
        assertThat(answer.served()).isZero();
        assertThat(answer.skips().get(0).reason()).isEqualTo(ZoneSkip.Reason.NO_BLOCK);
        assertThat(normal(node).activity().skips(ZoneSkip.Reason.NO_BLOCK)).isEqualTo(1);
    }

    @Test
    void aZoneWithoutMemoryIsEmpty() {
        PgData node = booted(zone(NORMAL, 1024, 2048));
        assertThat(ask(DMA32).of(node).skips().get(0).reason()).isEqualTo(ZoneSkip.Reason.EMPTY);
    }

    /**
     * The captured spill: DMA low 36, protection 143 against DMA32 requests. The last block of DMA is an Unmovable one:
     * taking it boosts the zone, so that it is used up only after kswapd ran.
     */
    @Test
    void dmaIsLeftAtExactlyLowAndProtection() {
        PgData node = booted(pcDma(), zone(DMA32, 4096, 4096 + 36_864));
        node.install(DMA, params(28, 36, 44, 18, 1, 0, 143, 143, 143, 143));
        node.install(DMA32, params(279, 348, 417, 174, 7));
        ask(DMA32, DMA).count(50_000).of(node);
        assertThat(node.snapshot().zone(DMA).free()).isEqualTo(255);
        assertThat(node.snapshot().zone(DMA).boost()).isEqualTo(512);
        node.runKswapd();
        ZoneAnswer answer = ask(DMA32, DMA).count(50_000).of(node);
        assertThat(node.snapshot().zone(DMA).free()).isEqualTo(36 + 143);
        assertThat(node.snapshot().zone(DMA32).free()).isBetween(348L - 6, 348L);
        assertThat(answer.skips()).hasSize(2);
        assertThat(answer.skips().get(1))
                .isEqualTo(new ZoneSkip(DMA, ZoneSkip.Reason.WATERMARK, "low", 179, 0, 36, 143));
        assertThat(answer.skips().get(1).shortBy()).isEqualTo(1);
        node.validate();
    }

    @Test
    void protectionCountsAgainstRequestsOfHigherZonesOnly() {
        PgData node = booted(pcDma());
        ask(DMA).count(2840).of(node);
        node.install(DMA, params(130, 162, 194, 0, 1, 0, 939, 939, 939, 939));
        assertThat(ask(DMA32, DMA).of(node).skips().get(1).reserve()).isEqualTo(939);
        assertThat(ask(DMA).of(node).served()).isEqualTo(1);
    }

    @Test
    void eachStealBoostsByAPageblockUpToHalfAgainOfHigh() {
        PgData node = booted(zone(NORMAL, 1024, 1024 + 160 * 1024));
        node.install(NORMAL, params(0, 0, 12_254, 0, 1));
        List<Long> boosts = new ArrayList<>();
        for (int i = 0; i < 38; i++) {
            fragment(node);
            boosts.add(normal(node).boost());
        }
        assertThat(boosts.subList(0, 2)).containsExactly(512L, 1024L);
        assertThat(boosts.subList(34, 38)).containsExactly(17_920L, 18_381L, 18_381L, 18_381L);
        node.install(NORMAL, params(0, 0, 12_254, 0, 1));
        assertThat(normal(node).boost()).isZero();
    }

    /** Leaves only part of a Reclaimable pageblock free, has a Movable page steal from it, and cleans up. */
    private static void fragment(PgData node) {
        long owner = 99;
        int flags = AllocFlags.NO_WATERMARKS;
        ask(NORMAL)
                .owner(owner, 1)
                .type(RECLAIMABLE)
                .order(5)
                .count(1)
                .flags(flags)
                .of(node);
        ask(NORMAL).owner(owner, 1).order(10).count(1000).flags(flags).of(node);
        ask(NORMAL).owner(owner, 1).order(9).count(1000).flags(flags).of(node);
        long steals = normal(node).activity().fragmentingSteals();
        while (normal(node).activity().fragmentingSteals() == steals) {
            ask(NORMAL).owner(owner, 1).order(0).flags(flags).of(node);
        }
        node.closeOwner(owner, 0);
        node.drainAll();
    }

    @Test
    void smallZonesAreNotBoosted() {
        PgData node = booted(zone(NORMAL, 1024, 1024 + 1536));
        node.install(NORMAL, params(0, 0, 600, 0, 1));
        fragment(node);
        assertThat(normal(node).boost()).isZero();
    }

    @Test
    void aZoneOfFourPageblocksIsBoosted() {
        PgData node = booted(zone(NORMAL, 1024, 1024 + 2048));
        node.install(NORMAL, params(0, 0, 600, 0, 1));
        fragment(node);
        assertThat(normal(node).boost()).isEqualTo(512);
    }

    @Test
    void noFactorNoBoost() {
        PgData node = booted(zone(NORMAL, 1024, 1024 + 2048));
        node.install(NORMAL, params(0, 0, 600, 0, 1));
        node.setWatermarkBoostFactor(0);
        fragment(node);
        assertThat(normal(node).boost()).isZero();
    }

    @Test
    void aStealWithoutBoostWakesNobody() {
        PgData node = booted(zone(NORMAL, 1024, 1024 + 1536));
        ask(NORMAL).type(RECLAIMABLE).order(5).of(node);
        ask(NORMAL).order(9).count(2).of(node);
        node.install(NORMAL, params(0, 0, 2000, 0, 1));
        assertThat(ask(NORMAL).of(node).served()).isEqualTo(1);
        assertThat(normal(node).activity().fragmentingSteals()).isEqualTo(1);
        assertThat(normal(node).free()).isLessThan(2000);
        assertThat(node.kswapdAwake()).isFalse();
    }

    @Test
    void aFragmentingStealWakesKswapdWhichWorksTheBoostOff() {
        PgData node = booted(zone(NORMAL, 1024, 1024 + 160 * 1024));
        node.install(NORMAL, params(10, 20, 12_254, 0, 1));
        ask(NORMAL).type(RECLAIMABLE).order(5).of(node);
        ask(NORMAL).order(10).count(159).flags(AllocFlags.NO_WATERMARKS).of(node);
        ask(NORMAL).order(9).flags(AllocFlags.NO_WATERMARKS).of(node);
        assertThat(node.kswapdAwake()).isFalse();
        ask(NORMAL).of(node);
        assertThat(node.kswapdAwake()).isTrue();
        assertThat(normal(node).boost()).isEqualTo(512);
        assertThat(node.wakeKswapd(0, NORMAL)).isFalse();
        // 479 pages are not above the high mark: it stays awake until memory is freed.
        assertThat(node.runKswapd()).isTrue();
        assertThat(normal(node).boost()).isZero();
        node.closeOwner(OWNER, 0);
        assertThat(node.runKswapd()).isFalse();
        assertThat(node.snapshot().kswapdWakes()).isEqualTo(1);
    }

    @Test
    void aBalancedNodeIsNotWoken() {
        PgData node = withFree(12_288);
        assertThat(node.wakeKswapd(0, NORMAL)).isFalse();
        assertThat(node.wakeKswapd(0, DMA)).isFalse();
        PgData shortOfMemory = withFree(9000);
        assertThat(shortOfMemory.wakeKswapd(0, NORMAL)).isTrue();
        assertThat(shortOfMemory.wakeKswapd(0, NORMAL)).isFalse();
    }

    @Test
    void anAtomicPageIsNotRefusedForTheBoostAlone() {
        PgData node = booted(zone(NORMAL, 1024, 1024 + 160 * 1024));
        ask(NORMAL).type(RECLAIMABLE).order(5).of(node);
        ask(NORMAL).order(10).count(159).of(node);
        ask(NORMAL).order(9).of(node);
        node.install(NORMAL, params(1, 2, 12_254, 0, 1));
        ask(NORMAL).flags(AllocFlags.WMARK_MIN).of(node);
        assertThat(normal(node).boost()).isEqualTo(512);
        assertThat(normal(node).free()).isEqualTo(479);
        assertThat(passes(node, AllocFlags.WMARK_MIN)).isFalse();
        assertThat(ask(NORMAL).gfp(0x200).flags(AllocFlags.WMARK_MIN).of(node).served())
                .isEqualTo(1);
    }

    @Test
    void highOrderAtomicRequestsReserveTheirPageblock() {
        PgData node = booted(zone(NORMAL, 1024, 5 * 1024));
        int flags = ATOMIC | AllocFlags.HIGHATOMIC;
        ask(NORMAL).order(2).type(UNMOVABLE).flags(flags).of(node);
        assertThat(normal(node).highAtomic()).isEqualTo(512);
        assertThat(normal(node).pageblocks()).containsExactly(1L, 6L, 0L, 1L, 0L);
        assertThat(normal(node).freeBlocks(8, HIGHATOMIC)).isEqualTo(1);
        node.validate();
        // Others cannot count on it.
        long free = normal(node).free();
        node.install(NORMAL, params(free - 512, free, free, 0, 1));
        assertThat(ask(NORMAL)
                        .flags(AllocFlags.WMARK_MIN)
                        .of(node)
                        .skips()
                        .get(0)
                        .unusable())
                .isEqualTo(512);
        assertThat(passes(node, flags)).isTrue();
    }

    @Test
    void theReserveStopsAtOnePercentAndOnePageblock() {
        PgData node = booted(zone(NORMAL, 1024, 1024 + 253_952));
        for (int i = 0; i < 20; i++) {
            ask(NORMAL)
                    .order(8)
                    .type(UNMOVABLE)
                    .flags(ATOMIC | AllocFlags.HIGHATOMIC)
                    .count(2)
                    .of(node);
        }
        // 253952 / 100 + 512 = 3051: the first multiple of 512 above.
        assertThat(normal(node).highAtomic()).isEqualTo(3072);
        assertThat(node.releaseHighAtomic(List.of(NORMAL), MOVABLE, false)).isFalse();
    }

    @Test
    void oneReservedPageblockIsKeptUnlessForced() {
        PgData node = booted(zone(NORMAL, 1024, 5 * 1024));
        ask(NORMAL)
                .order(2)
                .type(UNMOVABLE)
                .flags(ATOMIC | AllocFlags.HIGHATOMIC)
                .of(node);
        assertThat(node.releaseHighAtomic(List.of(NORMAL), MOVABLE, false)).isFalse();
        assertThat(node.releaseHighAtomic(List.of(NORMAL), MOVABLE, true)).isTrue();
        assertThat(normal(node).highAtomic()).isZero();
        assertThat(normal(node).freeBlocks(8, HIGHATOMIC)).isZero();
        node.validate();
    }
}
