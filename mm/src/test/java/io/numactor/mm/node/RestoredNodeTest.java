package io.numactor.mm.node;

import static io.numactor.mm.node.TestNode.OWNER;
import static io.numactor.mm.node.TestNode.ask;
import static io.numactor.mm.node.TestNode.booted;
import static io.numactor.mm.node.TestNode.layout;
import static io.numactor.mm.node.TestNode.params;
import static io.numactor.mm.node.TestNode.zone;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.alloc.FreeOutcome;
import io.numactor.mm.alloc.PageRuns;
import io.numactor.mm.watermark.ZoneParams;
import io.numactor.mm.zone.Block;
import io.numactor.mm.zone.PagesetState;
import io.numactor.mm.zone.ZoneState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RestoredNodeTest {
    private static final int MOVABLE = 1;

    /** 2048..3071: 64 pages free from 2048, 8 in CPU 1's pageset, the rest in use, the last four as one block. */
    private static PgData restored(ZoneParams params, int freeFactor) {
        List<Block> inUse = new ArrayList<>(List.of(new Block(3068, 2, MOVABLE)));
        for (long pfn = 2120; pfn < 3068; pfn++) {
            inUse.add(new Block(pfn, 0, MOVABLE));
        }
        List<Block> cached = new ArrayList<>();
        for (long pfn = 2112; pfn < 2120; pfn++) {
            cached.add(new Block(pfn, 0, MOVABLE));
        }
        ZoneState state = new ZoneState(
                NORMAL,
                params,
                1024,
                12,
                List.of(),
                List.of(MOVABLE, MOVABLE),
                List.of(new Block(2048, 6, MOVABLE)),
                inUse,
                List.of(new PagesetState(1, 8, freeFactor, cached)));
        return PgData.restore(layout(0, zone(NORMAL, 2048, 3072)), 4, List.of(state), OWNER);
    }

    /** zoneinfo counts eight pages in CPU 1's pageset, of which a trace shows five. */
    @Test
    void countsPagesOfAPagesetThatNobodyKnows() {
        List<Block> inUse = new ArrayList<>();
        for (long pfn = 2120; pfn < 3072; pfn++) {
            inUse.add(new Block(pfn, 0, MOVABLE));
        }
        List<Block> known = new ArrayList<>();
        for (long pfn = 2112; pfn < 2117; pfn++) {
            known.add(new Block(pfn, 0, MOVABLE));
        }
        ZoneState state = new ZoneState(
                NORMAL,
                params(0, 0, 0, 100, 4),
                1024,
                12,
                List.of(),
                List.of(MOVABLE, MOVABLE),
                List.of(new Block(2048, 6, MOVABLE)),
                inUse,
                List.of(new PagesetState(1, 8, 0, known)));
        PgData node = PgData.restore(layout(0, zone(NORMAL, 2048, 3072)), 4, List.of(state), OWNER);
        node.validate();
        assertThat(node.snapshot().zone(NORMAL).pagesets().get(1).count()).isEqualTo(8);
        node.drainAll();
        node.validate();
        assertThat(node.snapshot().zone(NORMAL).pagesets().get(1).count()).isEqualTo(3);
    }

    /** Blocks of a reserved pageblock are cached with the movable ones, and go back to their own list. */
    @Test
    void takesOverCachedBlocksOfHigherOrdersAndOfReservedPageblocks() {
        int highAtomic = 3;
        ZoneState state = new ZoneState(
                NORMAL,
                params(0, 0, 0, 100, 4),
                1024,
                12,
                List.of(),
                List.of(highAtomic, MOVABLE),
                List.of(new Block(2560, 9, MOVABLE)),
                List.of(new Block(2304, 8, MOVABLE), new Block(2176, 7, MOVABLE), new Block(2112, 6, MOVABLE)),
                List.of(new PagesetState(
                        1,
                        64,
                        0,
                        LongStream.iterate(2048, pfn -> pfn < 2112, pfn -> pfn + 4)
                                .mapToObj(pfn -> new Block(pfn, 2, highAtomic))
                                .toList())));
        PgData node = PgData.restore(layout(0, zone(NORMAL, 2048, 3072)), 4, List.of(state), OWNER);
        node.validate();
        assertThat(node.snapshot().zone(NORMAL).pagesets().get(1).count()).isEqualTo(64);
        assertThat(node.snapshot().zone(NORMAL).pageblocks()).containsExactly(0L, 1L, 0L, 1L, 0L);
        assertThat(ask(NORMAL).cpu(1, 0).order(2).pfns(node)).containsExactly(2048L);
        node.drainAll();
        assertThat(node.snapshot().zone(NORMAL).freeBlocksByType().get(highAtomic))
                .containsExactly(0L, 0L, 1L, 1L, 1L, 1L, 0L, 0L, 0L, 0L, 0L);
        node.validate();
    }

    @Test
    void goesOnFromWhereItWas() {
        PgData node = restored(params(0, 0, 0, 100, 4), 0);
        node.validate();
        assertThat(node.ownedPages(OWNER)).isEqualTo(1024 - 64 - 8);
        assertThat(node.tryOne(ask(NORMAL).cpu(1, 0).request())).isEqualTo(2112);
        assertThat(node.tryOne(ask(NORMAL).cpu(0, 0).request())).isEqualTo(2048);
        assertThat(node.free(OWNER, 2200, 0, 0, 1)).isEqualTo(FreeOutcome.FREED);
        assertThat(node.tryOne(ask(NORMAL).cpu(1, 0).request())).isEqualTo(2200);
        node.validate();
    }

    @Test
    void theCounterIsAsFarOffAsItsThresholdLets() {
        PgData node = restored(params(0, 0, 0, 100, 4), 0);
        node.tryOne(ask(NORMAL).request());
        assertThat(node.zone(NORMAL).freePages()).isEqualTo(64);
        assertThat(node.zone(NORMAL).exactFreePages()).isEqualTo(60);
        node.zone(NORMAL).setStatThreshold(0);
        ask(NORMAL).count(4).of(node);
        assertThat(node.zone(NORMAL).freePages()).isEqualTo(56);
    }

    @Test
    void marksCompareTheCounterNotTheTruth() {
        PgData node = restored(params(0, 60, 60, 100, 4), 0);
        assertThat(node.tryOne(ask(NORMAL).request())).isEqualTo(2048);
        assertThat(node.zone(NORMAL).exactFreePages()).isEqualTo(60);
        assertThat(node.tryOne(ask(NORMAL).cpu(2, 0).request())).isEqualTo(2052);
        node.zone(NORMAL).fold(0);
        assertThat(node.tryOne(ask(NORMAL).cpu(3, 0).request())).isEqualTo(-1);
    }

    @Test
    void aSetThatDrainedLatelyEmptiesItselfOnAHigherOrderFree() {
        PgData node = restored(params(0, 0, 0, 100, 4), 1);
        assertThat(node.split(3068, 1)).isEqualTo(1);
        assertThat(node.free(OWNER, 3068, 1, 0, 1)).isEqualTo(FreeOutcome.FREED);
        assertThat(node.zone(NORMAL).exactFreePages()).isEqualTo(64 + 8 + 2);
        node.validate();
    }

    @Test
    void blocksInUseCanBeFreedInParts() {
        PgData node = restored(params(0, 0, 0, 100, 4), 0);
        assertThat(node.split(3070, 0)).isZero();
        assertThat(node.free(OWNER, 3069, 0, 0, 0)).isEqualTo(FreeOutcome.FREED);
        assertThat(node.split(3069, 0)).isEqualTo(-1);
        assertThat(node.split(2200, 3)).isZero();
        node.validate();
    }

    @Test
    void drainsAsManyPagesAsItIsTold() {
        PgData node = restored(params(0, 0, 0, 100, 4), 0);
        node.zone(NORMAL).drain(1, 3, 0);
        assertThat(node.zone(NORMAL).exactFreePages()).isEqualTo(67);
        node.validate();
    }

    @Test
    void compactionTakesFreePagesPastTheMarks() {
        PgData node = restored(params(500, 600, 700, 100, 4), 0);
        assertThat(node.isolate(NORMAL, 0, 0, OWNER)).map(Block::pfn).contains(2048L);
        assertThat(node.zone(NORMAL).exactFreePages()).isEqualTo(63);
        node.validate();
    }

    @Test
    void aBulkAllocationNeedsTheLowMarkWithAllPagesGone() {
        PgData node = booted(zone(NORMAL, 2048, 3072));
        node.install(NORMAL, params(0, 1020, 1020, 100, 4));
        assertThat(node.allocateBulk(ask(NORMAL).count(4).request()).totalBlocks())
                .isZero();
        node.install(NORMAL, params(0, 1019, 1019, 100, 4));
        PageRuns runs = node.allocateBulk(ask(NORMAL).count(4).request());
        assertThat(runs.totalBlocks()).isEqualTo(4);
        assertThat(runs.pfn(0)).isEqualTo(2048);
        assertThat(node.zone(NORMAL).exactFreePages()).isEqualTo(1020);
        node.validate();
    }
}
