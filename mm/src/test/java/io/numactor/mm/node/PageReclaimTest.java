package io.numactor.mm.node;

import static io.numactor.mm.node.TestNode.OWNER;
import static io.numactor.mm.node.TestNode.ask;
import static io.numactor.mm.node.TestNode.booted;
import static io.numactor.mm.node.TestNode.params;
import static io.numactor.mm.node.TestNode.pcDma;
import static io.numactor.mm.node.TestNode.zone;
import static io.numactor.mm.topology.ZoneType.DMA;
import static io.numactor.mm.topology.ZoneType.DMA32;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.FreeOutcome;
import io.numactor.mm.alloc.ReclaimAnswer;
import io.numactor.mm.alloc.ZoneAnswer;
import io.numactor.mm.zone.ZoneReclaim;
import io.numactor.mm.zone.ZoneSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageReclaimTest {
    private static final long CACHE = 100;
    private static final long LATER = 101;
    private static final int MIN = AllocFlags.WMARK_MIN;

    /** 8192 pages, of which 10 are kept at least; no pagesets, so that every page shows at once. */
    private static PgData node(long min, long low, long high) {
        PgData node = booted(zone(NORMAL, 1024, 1024 + 8192));
        node.install(NORMAL, params(min, low, high, 0, 1));
        return node;
    }

    private static ZoneSnapshot normal(PgData node) {
        return node.snapshot().zone(NORMAL);
    }

    private static void cache(PgData node, long owner, int grant, int pages) {
        int served = ask(NORMAL)
                .owner(owner, grant)
                .count(pages)
                .flags(AllocFlags.NO_WATERMARKS)
                .reclaimable()
                .of(node)
                .served();
        assertThat(served).isEqualTo(pages);
    }

    @Test
    void kswapdReclaimsTheOldestPageCacheUntilTheNodeIsAboveItsHighMark() {
        PgData node = node(100, 200, 300);
        List<Long> first = cachedPfns(node, CACHE, 1, 1000);
        cache(node, LATER, 2, 7042);
        assertThat(normal(node).free()).isEqualTo(150);
        assertThat(normal(node).reclaim()).isEqualTo(new ZoneReclaim(8042, 0, 0, 0));

        assertThat(node.wakeKswapd(0, NORMAL)).isTrue();
        assertThat(node.runKswapd()).isFalse();

        // 150 + 5 x 32 = 310 is the first multiple of a cluster above 300.
        assertThat(normal(node).free()).isEqualTo(310);
        assertThat(normal(node).reclaim()).isEqualTo(new ZoneReclaim(7882, 160, 0, 0));
        assertThat(node.ownedPages(CACHE)).isEqualTo(840);
        assertThat(node.ownedPages(LATER)).isEqualTo(7042);
        assertThat(node.free(CACHE, first.get(159), 0, 1, 0)).isEqualTo(FreeOutcome.RECLAIMED);
        assertThat(node.free(CACHE, first.get(160), 0, 1, 0)).isEqualTo(FreeOutcome.FREED);
        assertThat(node.snapshot().kswapdSleeps()).isEqualTo(1);
        node.validate();
    }

    private static List<Long> cachedPfns(PgData node, long owner, int grant, int pages) {
        return ask(NORMAL)
                .owner(owner, grant)
                .count(pages)
                .flags(AllocFlags.NO_WATERMARKS)
                .reclaimable()
                .pfns(node);
    }

    @Test
    void pagesThatTheirOwnerDidNotMarkStay() {
        PgData node = node(100, 200, 300);
        ask(NORMAL).count(8042).flags(AllocFlags.NO_WATERMARKS).of(node);

        node.wakeKswapd(0, NORMAL);

        assertThat(node.runKswapd()).isTrue();
        assertThat(normal(node).free()).isEqualTo(150);
        assertThat(node.snapshot().reclaimedPages()).isZero();
    }

    @Test
    void aReclaimedHandleIsToldOnceToItsOwnerOnly() {
        PgData node = node(0, 0, 0);
        long pfn = cachedPfns(node, CACHE, 1, 1).get(0);
        node.reclaimDirectly(0, NORMAL, List.of(NORMAL), MIN, 1, 0);
        // The page has another life now.
        assertThat(ask(NORMAL).owner(LATER, 2).pfns(node)).containsExactly(pfn);

        assertThat(node.free(LATER, pfn, 0, 1, 0)).isEqualTo(FreeOutcome.STALE_HANDLE);
        assertThat(node.free(CACHE, pfn, 0, 1, 0)).isEqualTo(FreeOutcome.RECLAIMED);
        assertThat(node.free(CACHE, pfn, 0, 1, 0)).isEqualTo(FreeOutcome.STALE_HANDLE);
        assertThat(node.free(LATER, pfn, 0, 2, 0)).isEqualTo(FreeOutcome.FREED);
    }

    @Test
    void freedPageCacheIsPassedOver() {
        PgData node = node(0, 0, 0);
        List<Long> pfns = cachedPfns(node, CACHE, 1, 4000);
        for (long pfn : pfns.subList(0, 3000)) {
            node.free(CACHE, pfn, 0, 1, 0);
        }
        cache(node, LATER, 2, 3000);
        node.validate();

        assertThat(node.reclaimDirectly(0, NORMAL, List.of(NORMAL), MIN, 1000, 0)
                        .pages())
                .isEqualTo(1000);

        assertThat(node.ownedPages(CACHE)).isZero();
        assertThat(node.ownedPages(LATER)).isEqualTo(3000);
        node.closeOwner(LATER, 0);
        assertThat(normal(node).reclaim()).isEqualTo(new ZoneReclaim(0, 0, 1000, 0));
        node.validate();
    }

    @Test
    void aBoostIsReclaimedThoughTheNodeIsBalanced() {
        PgData node = booted(zone(NORMAL, 1024, 1024 + 160 * 1024));
        node.install(NORMAL, params(10, 20, 100, 0, 1));
        cache(node, CACHE, 1, 2048);
        ask(NORMAL).type(io.numactor.mm.page.MigrateType.RECLAIMABLE).order(5).of(node);
        ask(NORMAL).order(10).count(157).flags(AllocFlags.NO_WATERMARKS).of(node);
        ask(NORMAL).order(9).flags(AllocFlags.NO_WATERMARKS).of(node);
        ask(NORMAL).of(node);
        assertThat(normal(node).boost()).isEqualTo(512);
        // Free are 479 pages of 100 + 512: not balanced, so the high mark rules, not the boost's size.
        assertThat(normal(node).free()).isEqualTo(479);

        node.runKswapd();

        assertThat(normal(node).free()).isEqualTo(479 + 5 * 32);
        assertThat(normal(node).boost()).isZero();
    }

    @Test
    void kswapdGivesUpAfterSixteenRoundsUntilSomethingIsFreed() {
        PgData node = node(100, 200, 300);
        ask(NORMAL).count(8042).flags(AllocFlags.NO_WATERMARKS).of(node);
        assertThat(node.wakeKswapd(0, NORMAL)).isTrue();
        for (int round = 1; round < 16; round++) {
            assertThat(node.runKswapd()).isTrue();
        }
        assertThat(node.runKswapd()).isFalse();
        assertThat(node.wakeKswapd(0, NORMAL)).isFalse();

        ask(NORMAL).owner(LATER, 2).flags(AllocFlags.NO_WATERMARKS).of(node);
        node.closeOwner(LATER, 0);

        assertThat(node.wakeKswapd(0, NORMAL)).isTrue();
    }

    @Test
    void reclaimForALowerZoneLeavesHigherZonesAlone() {
        PgData node = booted(zone(DMA32, 1024, 2048), zone(NORMAL, 4096, 8192));
        cache(node, CACHE, 1, 100);
        ask(DMA32).owner(LATER, 2).count(50).reclaimable().of(node);

        node.reclaimDirectly(0, DMA32, List.of(DMA32), MIN, 32, 0);

        assertThat(node.ownedPages(CACHE)).isEqualTo(100);
        assertThat(node.ownedPages(LATER)).isEqualTo(18);
        // For a request that may use both zones the older page cache goes first.
        node.reclaimDirectly(0, NORMAL, List.of(NORMAL, DMA32), MIN, 32, 0);
        assertThat(node.ownedPages(CACHE)).isEqualTo(68);
    }

    @Test
    void directReclaimSaysWhetherMoreOfItMayHelp() {
        PgData node = node(1000, 1200, 1300);
        ask(NORMAL).count(7292).flags(AllocFlags.NO_WATERMARKS).of(node);
        cache(node, CACHE, 1, 64);
        cache(node, LATER, 2, 100);
        assertThat(normal(node).free()).isEqualTo(736);

        // 736 + 164 is not above 1000.
        assertThat(node.reclaimDirectly(0, NORMAL, List.of(NORMAL), MIN, 32, 0))
                .isEqualTo(new ReclaimAnswer(32, false, false));
        node.install(NORMAL, params(899, 1200, 1300, 0, 1));
        assertThat(node.reclaimDirectly(0, NORMAL, List.of(NORMAL), MIN, 32, 0))
                .isEqualTo(new ReclaimAnswer(32, true, false));
    }

    @Test
    void pagesReclaimedByARequestLieInItsCpusPageset() {
        PgData node = booted(zone(NORMAL, 1024, 1024 + 8192));
        node.install(NORMAL, params(100, 200, 300, 200, 7));
        cache(node, CACHE, 1, 8100);
        node.drainAll();
        assertThat(normal(node).free()).isEqualTo(92);

        node.reclaimDirectly(0, NORMAL, List.of(NORMAL), MIN, 32, 3);

        assertThat(normal(node).free()).isEqualTo(92);
        assertThat(normal(node).pagesets().get(3).count()).isEqualTo(32);
        assertThat(ask(NORMAL).flags(MIN).of(node).served()).isZero();
        node.drainAll();
        assertThat(ask(NORMAL).flags(MIN).of(node).served()).isEqualTo(1);
    }

    @Test
    void aNodeReclaimsBeforeItIsLeft() {
        PgData node = node(10, 100, 300);
        cache(node, CACHE, 1, 8092);
        assertThat(normal(node).free()).isEqualTo(100);
        assertThat(ask(NORMAL).owner(LATER, 2).of(node).served()).isZero();

        ZoneAnswer answer = ask(NORMAL).owner(LATER, 3).count(64).nodeReclaim().of(node);

        assertThat(answer.served()).isEqualTo(64);
        assertThat(answer.reclaimed()).isEqualTo(64);
        assertThat(normal(node).reclaim().byNode()).isEqualTo(64);
        node.validate();
    }

    @Test
    void onePercentOfTheNodeIsLeftToThePageCache() {
        PgData node = node(10, 100, 300);
        ask(NORMAL).count(8092 - 112).flags(AllocFlags.NO_WATERMARKS).of(node);
        cache(node, CACHE, 1, 112);

        // min_unmapped is 8192 / 100 = 81: reclaimed are 32 at 112, not at 80.
        assertThat(ask(NORMAL).owner(LATER, 3).count(64).nodeReclaim().of(node).served())
                .isEqualTo(32);
        assertThat(normal(node).reclaim()).isEqualTo(new ZoneReclaim(80, 0, 0, 32));
    }

    @Test
    void aRequestDoesNotReclaimItsOwnPages() {
        PgData node = node(10, 100, 300);
        ask(NORMAL).count(7000).flags(AllocFlags.NO_WATERMARKS).of(node);

        List<Long> pfns = ask(NORMAL)
                .owner(CACHE, 2)
                .count(2000)
                .reclaimable()
                .nodeReclaim()
                .pfns(node);

        assertThat(pfns).hasSize(1092).doesNotHaveDuplicates();
        assertThat(node.snapshot().reclaimedPages()).isZero();
        assertThat(node.ownedPages(OWNER)).isEqualTo(7000);
    }

    /**
     * A 6.1 kernel with zone_reclaim_mode 1 (two nodes, page cache past what node 0 has, pageset high 174, batch 7): the
     * 32 pages of a node reclaim lie in the CPU's pageset, and the page that they were for comes from zone DMA of the same
     * node.
     */
    @Test
    void pagesOfANodeReclaimWaitInThePagesetWhileTheNextZoneServes() {
        PgData node = nearlyFull(100);

        ZoneAnswer answer = ask(DMA32, DMA).owner(LATER, 9).nodeReclaim().of(node);

        assertThat(answer.reclaimed()).isEqualTo(32);
        assertThat(answer.runs().zone(0)).isEqualTo(DMA);
        assertThat(node.snapshot().zone(DMA32).pagesets().get(0).count()).isEqualTo(132);
        assertThat(node.snapshot().zone(DMA32).free()).isEqualTo(348);
    }

    /** The same kernel, once the pageset holds 166: after 8 pages it drains 7, after 7 more 14, after 14 more 28. */
    @Test
    void aFullPagesetGivesThePagesOfANodeReclaimBack() {
        PgData node = nearlyFull(166);
        long drains = node.snapshot().zone(DMA32).activity().pagesetDrains();

        ZoneAnswer answer = ask(DMA32, DMA).owner(LATER, 9).nodeReclaim().of(node);

        assertThat(answer.reclaimed()).isEqualTo(32);
        assertThat(answer.runs().zone(0)).isEqualTo(DMA32);
        assertThat(node.snapshot().zone(DMA32).activity().pagesetDrains() - drains)
                .isEqualTo(3);
        assertThat(node.snapshot().zone(DMA32).free()).isEqualTo(348 + 7 + 14 + 28);
        assertThat(node.snapshot().zone(DMA32).pagesets().get(0).count()).isEqualTo(166 + 32 - 49 - 1);
    }

    /** DMA32 full of page cache and at its low mark of 348, with so many pages in the pageset of CPU 0. */
    private static PgData nearlyFull(int inPageset) {
        PgData node = booted(pcDma(), zone(DMA32, 4096, 4096 + 36_864));
        node.install(DMA, params(28, 36, 44, 18, 1, 0, 143, 143, 143, 143));
        ask(DMA32)
                .owner(CACHE, 1)
                .count(36_864 - 348 - inPageset)
                .flags(AllocFlags.NO_WATERMARKS)
                .reclaimable()
                .of(node);
        List<Long> spare = ask(DMA32)
                .owner(LATER, 2)
                .count(inPageset)
                .flags(AllocFlags.NO_WATERMARKS)
                .pfns(node);
        node.install(DMA32, params(279, 348, 417, 174, 7));
        spare.forEach(pfn -> node.free(LATER, pfn, 0, 2, 0));
        return node;
    }
}
