package io.numactor.mm.node;

import static io.numactor.mm.node.TestNode.GRANT;
import static io.numactor.mm.node.TestNode.OWNER;
import static io.numactor.mm.node.TestNode.ask;
import static io.numactor.mm.node.TestNode.booted;
import static io.numactor.mm.node.TestNode.layout;
import static io.numactor.mm.node.TestNode.params;
import static io.numactor.mm.node.TestNode.pcDma;
import static io.numactor.mm.node.TestNode.range;
import static io.numactor.mm.node.TestNode.zone;
import static io.numactor.mm.page.MigrateType.MOVABLE;
import static io.numactor.mm.page.MigrateType.RECLAIMABLE;
import static io.numactor.mm.page.MigrateType.UNMOVABLE;
import static io.numactor.mm.topology.ZoneType.DMA;
import static io.numactor.mm.topology.ZoneType.DMA32;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.FreeOutcome;
import io.numactor.mm.alloc.ZoneSkip;
import io.numactor.mm.zone.ZoneSnapshot;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** buddy.md: splitting, merging, list order, filling at boot, stealing. */
class BuddyTest {
    private static ZoneSnapshot normal(PgData node) {
        return node.snapshot().zone(NORMAL);
    }

    private static void free(PgData node, long pfn, int order) {
        assertThat(node.free(OWNER, pfn, order, GRANT, 0)).isEqualTo(FreeOutcome.FREED);
    }

    @Test
    void splittingHandsOutTheLowestPagesAndKeepsUpperHalves() {
        PgData node = booted(zone(NORMAL, 1024, 2048));
        assertThat(ask(NORMAL).pfns(node)).containsExactly(1024L);
        assertThat(normal(node).freeBlocks()).containsExactly(1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 0L);
        assertThat(ask(NORMAL).count(4).pfns(node)).containsExactly(1025L, 1026L, 1027L, 1028L);
        node.validate();
    }

    @Test
    void theFirstLargestBlockIsTheLowest() {
        PgData node = booted(zone(NORMAL, 1024, 5 * 1024));
        assertThat(ask(NORMAL).order(10).count(5).pfns(node)).containsExactly(1024L, 2048L, 3072L, 4096L);
    }

    @Test
    void initialDmaZoneOfAPc() {
        PgData node = booted(pcDma());
        ZoneSnapshot dma = node.snapshot().zone(DMA);
        assertThat(dma.freeBlocks()).containsExactly(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L, 1L, 3L);
        assertThat(dma.freeBlocks(8, UNMOVABLE)).isEqualTo(1);
        assertThat(dma.freeBlocks(9, MOVABLE)).isEqualTo(1);
        assertThat(dma.freeBlocks(10, MOVABLE)).isEqualTo(3);
        assertThat(dma.pageblocks()).containsExactly(1L, 7L, 0L, 0L, 0L);
        assertThat(dma.managed()).isEqualTo(3840);
        assertThat(dma.present()).isEqualTo(3998);
        assertThat(dma.spanned()).isEqualTo(4095);
        node.validate();
    }

    @Test
    void unmovableDmaPagesAreCarvedFromPfn256() {
        PgData node = booted(pcDma());
        assertThat(ask(DMA).type(UNMOVABLE).count(3).pfns(node)).containsExactly(256L, 257L, 258L);
    }

    @Test
    void bootRangesAreCutGreedilyAndMerge() {
        PgData node = booted(zone(
                NORMAL,
                List.of(range(1024, 4096)),
                List.of(range(1027, 1100), range(1100, 2048), range(2048, 3000)),
                List.of()));
        assertThat(normal(node).freeBlocks()).containsExactly(1L, 0L, 1L, 2L, 2L, 2L, 1L, 2L, 2L, 2L, 0L);
        assertThat(normal(node).managed()).isEqualTo(1973);
        node.validate();
    }

    @Test
    void freedPagesGoToTheHeadOfTheirList() {
        PgData node = booted(zone(NORMAL, 1024, 2048));
        ask(NORMAL).order(4).count(64).of(node);
        for (long pfn : new long[] {1024 + 16, 1024 + 64 + 16, 1024 + 128 + 16}) {
            free(node, pfn, 4);
        }
        assertThat(ask(NORMAL).order(4).count(3).pfns(node)).containsExactly(1168L, 1104L, 1040L);
    }

    @Test
    void aBlockThatWillMergeSoonGoesToTheTail() {
        PgData node = booted(zone(NORMAL, 1024, 2048));
        ask(NORMAL).order(4).count(64).of(node);
        free(node, 1024 + 256, 4);
        free(node, 1024 + 32, 4);
        free(node, 1024 + 48, 4);
        // Merged to order 5 at 1056. 1024 would merge to order 5 and on to 6: it is put last.
        free(node, 1024, 4);
        assertThat(ask(NORMAL).order(4).count(2).pfns(node)).containsExactly(1280L, 1024L);
    }

    @Test
    void anUpperHalfWhoseParentsBuddyIsFreeGoesToTheTailToo() {
        PgData node = booted(zone(NORMAL, 1024, 2048));
        ask(NORMAL).order(4).count(64).of(node);
        free(node, 1536, 4);
        free(node, 1280 + 32, 4);
        free(node, 1280 + 48, 4);
        // With 1280 it would be an order-5 block, and with 1312 one of order 6.
        free(node, 1280 + 16, 4);
        assertThat(ask(NORMAL).order(4).count(2).pfns(node)).containsExactly(1536L, 1296L);
    }

    @Test
    void neighboursThatLeaveAPagesetTogetherMergeAsIfTheyCameOneByOne() {
        PgData node = booted(zone(NORMAL, 1024, 2048));
        ask(NORMAL).count(1024).of(node);
        node.install(NORMAL, params(0, 0, 0, 100, 7));
        for (long pfn = 1025; pfn < 1029; pfn++) {
            free(node, pfn, 0);
        }
        node.drainAll();
        assertThat(normal(node).freeBlocks()).containsExactly(2L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
        node.validate();
        node.install(NORMAL, params(0, 0, 0, 0, 1));
        assertThat(ask(NORMAL).count(4).pfns(node)).containsExactly(1028L, 1025L, 1026L, 1027L);
    }

    @Test
    void freeingEverythingMergesToTheLargestBlocks() {
        PgData node = booted(zone(NORMAL, 1024, 3072));
        List<Long> pfns = ask(NORMAL).count(2048).pfns(node);
        assertThat(pfns).hasSize(2048);
        assertThat(node.snapshot().splitBlocks()).isEqualTo(2);
        pfns.forEach(pfn -> free(node, pfn, 0));
        assertThat(normal(node).freeBlocks(10, MOVABLE)).isEqualTo(2);
        assertThat(node.snapshot().splitBlocks()).isZero();
        node.validate();
    }

    @Test
    void neverMergesAcrossZones() {
        PgData node = booted(zone(DMA32, 1024, 1536), zone(NORMAL, 1536, 2048));
        assertThat(normal(node).freeBlocks(9, MOVABLE)).isEqualTo(1);
        assertThat(node.snapshot().zone(DMA32).freeBlocks(9, MOVABLE)).isEqualTo(1);
        node.validate();
    }

    @Test
    void firstUnmovablePageClaimsBothPageblocksOfTheLargestBlock() {
        PgData node = booted(zone(NORMAL, 1024, 4096));
        assertThat(ask(NORMAL).type(UNMOVABLE).count(3).pfns(node)).containsExactly(1024L, 1025L, 1026L);
        assertThat(normal(node).pageblocks()).containsExactly(2L, 4L, 0L, 0L, 0L);
        assertThat(normal(node).freeBlocks(9, UNMOVABLE)).isEqualTo(1);
        assertThat(normal(node).activity().steals()).isEqualTo(1);
        assertThat(normal(node).activity().fragmentingSteals()).isZero();
        node.validate();
    }

    @Test
    void stealingHalfAPageblockClaimsItAndBoosts() {
        PgData node = reclaimableWithMovableGone(8);
        node.install(NORMAL, params(0, 10, 1000, 0, 1));
        // 256 pages free of a Reclaimable pageblock: half of it, so it becomes Movable.
        assertThat(ask(NORMAL).flags(AllocFlags.KSWAPD).pfns(node)).containsExactly(1024L + 256);
        assertThat(normal(node).pageblocks()).containsExactly(0L, 7L, 1L, 0L, 0L);
        assertThat(normal(node).activity().fragmentingSteals()).isEqualTo(1);
        assertThat(normal(node).boost()).isEqualTo(512);
        assertThat(node.kswapdAwake()).isTrue();
        node.validate();
    }

    @Test
    void stealingLessThanHalfLeavesThePageblockAsItIs() {
        PgData node = reclaimableWithMovableGone(7);
        node.install(NORMAL, params(0, 10, 1000, 0, 1));
        assertThat(ask(NORMAL).flags(AllocFlags.KSWAPD).pfns(node)).containsExactly(1024L + 128);
        assertThat(normal(node).pageblocks()).containsExactly(0L, 6L, 2L, 0L, 0L);
        assertThat(normal(node).freeBlocks(6, MOVABLE)).isEqualTo(1);
        node.validate();
    }

    /** 4096 pages; 1024..2047 Reclaimable and in use but for one block of the order, everything else in use. */
    private static PgData reclaimableWithMovableGone(int order) {
        PgData node = booted(zone(NORMAL, 1024, 5120));
        ask(NORMAL).type(RECLAIMABLE).order(order).count(1024 >> order).of(node);
        ask(NORMAL).order(10).count(3).of(node);
        free(node, 1024 + (1L << order), order);
        assertThat(normal(node).free()).isEqualTo(1L << order);
        return node;
    }

    @Test
    void aMovablePageThatCannotClaimTakesTheSmallestBlock() {
        PgData node = booted(zone(NORMAL, 1024, 2048));
        ask(NORMAL).type(UNMOVABLE).count(1024).of(node);
        for (long pfn = 1024; pfn < 1032; pfn++) {
            free(node, pfn, 0);
        }
        free(node, 1060, 0);
        free(node, 1061, 0);
        // Orders 3 and 1 are free; an order-0 request takes from order 1.
        assertThat(ask(NORMAL).pfns(node)).containsExactly(1060L);
        assertThat(normal(node).freeBlocks(3, UNMOVABLE)).isEqualTo(1);
        assertThat(normal(node).freeBlocks(0, MOVABLE)).isEqualTo(1);
        node.validate();
    }

    @Test
    void noFragmentLeavesSmallBlocksOfOtherTypesAlone() {
        PgData node = booted(zone(DMA32, 1024, 4096), zone(NORMAL, 4096, 5120));
        ask(NORMAL).type(UNMOVABLE).order(5).count(31).of(node);
        int low = AllocFlags.WMARK_LOW | AllocFlags.KSWAPD;
        assertThat(ask(NORMAL, DMA32).flags(low | AllocFlags.NOFRAGMENT).pfns(node))
                .containsExactly(1024L);
        // Alone, the zone is fragmented after all: the second pass.
        assertThat(ask(NORMAL).flags(low | AllocFlags.NOFRAGMENT).pfns(node)).containsExactly(5120L - 32);
        assertThat(normal(node).activity().skips(ZoneSkip.Reason.NO_BLOCK)).isEqualTo(1);
    }

    @Test
    void lateFreedPagesAreManagedOnlyThen() {
        PgData node = new PgData(
                layout(
                        0,
                        zone(
                                NORMAL,
                                List.of(range(1024, 4096)),
                                List.of(range(1024, 3072)),
                                List.of(range(3072, 3584)))),
                4);
        node.memInit();
        assertThat(normal(node).managed()).isEqualTo(2048);
        node.freeLate();
        assertThat(normal(node).managed()).isEqualTo(2560);
        assertThat(normal(node).freeBlocks(9, MOVABLE)).isEqualTo(1);
        assertThat(normal(node).reserved()).isEqualTo(512);
        node.validate();
    }

    @Test
    void pagesComeLateOutOfABlockOfWhichNoneWasFree() {
        PgData node = new PgData(
                layout(
                        0,
                        zone(
                                NORMAL,
                                List.of(range(1024, 3072)),
                                List.of(range(2048, 3072)),
                                List.of(range(1100, 1200)))),
                4);
        node.memInit();
        node.freeLate();
        // 1100 to 1199 in the largest aligned blocks: 4 + 16 + 32 + 32 + 16.
        assertThat(normal(node).freeBlocks()).containsExactly(0L, 0L, 1L, 0L, 2L, 2L, 0L, 0L, 0L, 0L, 1L);
        node.validate();
    }

    @Test
    void aWholeBigNodeBootsWithoutDescribingASinglePage() {
        PgData node = booted(zone(NORMAL, 1 << 20, (1 << 20) + (64L << 18)));
        assertThat(node.snapshot().splitBlocks()).isZero();
        assertThat(normal(node).free()).isEqualTo(64L << 18);
        assertThat(normal(node).freeBlocks(10, MOVABLE)).isEqualTo(64L << 8);
    }

    @Test
    void holesInsideTheSpanBelongToNobody() {
        PgData node = booted(zone(
                NORMAL,
                List.of(range(1024, 1300), range(3000, 4096)),
                List.of(range(1024, 1300), range(3000, 4096)),
                List.of()));
        assertThat(normal(node).free()).isEqualTo(276 + 1096);
        List<Long> pfns = ask(NORMAL).count(2000).pfns(node);
        assertThat(pfns).hasSize(276 + 1096);
        assertThat(pfns).containsAll(LongStream.range(3000, 4096).boxed().toList());
        node.validate();
    }
}
