package io.numactor.mm.node;

import static io.numactor.mm.node.TestNode.GRANT;
import static io.numactor.mm.node.TestNode.OWNER;
import static io.numactor.mm.node.TestNode.ask;
import static io.numactor.mm.node.TestNode.booted;
import static io.numactor.mm.node.TestNode.params;
import static io.numactor.mm.node.TestNode.zone;
import static io.numactor.mm.page.MigrateType.HIGHATOMIC;
import static io.numactor.mm.page.MigrateType.MOVABLE;
import static io.numactor.mm.page.MigrateType.UNMOVABLE;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.zone.ZoneSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

/** watermarks.md section 6: pageblocks set aside for requests of higher orders that cannot wait. */
class HighAtomicTest {
    private static final int CANNOT_WAIT = AllocFlags.WMARK_MIN | AllocFlags.MIN_RESERVE | AllocFlags.NON_BLOCK;
    private static final int ATOMIC = CANNOT_WAIT | AllocFlags.HIGHATOMIC;

    private static ZoneSnapshot normal(PgData node) {
        return node.snapshot().zone(NORMAL);
    }

    private static List<Long> reserve(PgData node, int order, int count) {
        return ask(NORMAL)
                .type(UNMOVABLE)
                .order(order)
                .count(count)
                .flags(ATOMIC)
                .pfns(node);
    }

    /** 1024..2047; the first pageblock is reserved, four of its pages are in use, and all of the second one. */
    private static PgData onlyReservedIsFree() {
        PgData node = booted(zone(NORMAL, 1024, 2048));
        assertThat(reserve(node, 2, 1)).containsExactly(1024L);
        assertThat(ask(NORMAL).order(9).flags(AllocFlags.NO_WATERMARKS).pfns(node))
                .containsExactly(1536L);
        assertThat(normal(node).free()).isEqualTo(508);
        return node;
    }

    @Test
    void aPageblockIsReservedOnce() {
        PgData node = booted(zone(NORMAL, 1024, 5 * 1024));
        assertThat(reserve(node, 4, 3)).containsExactly(1024L, 1040L, 1056L);
        assertThat(normal(node).highAtomic()).isEqualTo(512);
        assertThat(normal(node).pageblocks()).containsExactly(1L, 6L, 0L, 1L, 0L);
    }

    /** A refill of a pageset does not look there: each such request takes, and reserves, a pageblock of its own. */
    @Test
    void ordersThatPagesetsCacheAreNotServedFromTheReserve() {
        PgData node = booted(zone(NORMAL, 1024, 5 * 1024));
        assertThat(reserve(node, 2, 2)).containsExactly(1024L, 1536L);
        assertThat(normal(node).highAtomic()).isEqualTo(1024);
    }

    @Test
    void theReserveEndsAtExactlyOnePercentAndOnePageblock() {
        // 51200 / 100 + 512 = 1024, itself a multiple of a pageblock.
        PgData node = booted(zone(NORMAL, 1024, 1024 + 51_200));
        reserve(node, 9, 5);
        assertThat(normal(node).highAtomic()).isEqualTo(1024);
    }

    @Test
    void aReservedPageblockDoesNotMergeWithAnOrdinaryOne() {
        PgData node = onlyReservedIsFree();
        node.free(OWNER, 1024, 2, GRANT, 0);
        node.free(OWNER, 1536, 9, GRANT, 0);
        assertThat(normal(node).freeBlocks(9, HIGHATOMIC)).isEqualTo(1);
        assertThat(normal(node).freeBlocks().get(10)).isZero();
        // Nor when it is the one freed last.
        assertThat(reserve(node, 4, 1)).containsExactly(1024L);
        node.free(OWNER, 1024, 4, GRANT, 0);
        assertThat(normal(node).freeBlocks(9, HIGHATOMIC)).isEqualTo(1);
        assertThat(normal(node).freeBlocks().get(10)).isZero();
        node.validate();
    }

    @Test
    void twoReservedPageblocksMerge() {
        PgData node = booted(zone(NORMAL, 1024, 1024 + 51_200));
        assertThat(reserve(node, 9, 2)).containsExactly(1024L, 1536L);
        node.free(OWNER, 1024, 9, GRANT, 0);
        node.free(OWNER, 1536, 9, GRANT, 0);
        assertThat(normal(node).freeBlocks(10, HIGHATOMIC)).isEqualTo(1);
        node.validate();
    }

    @Test
    void ordinaryPageblocksOfTwoTypesMergeOntoTheListOfThePartFreedLast() {
        PgData node = booted(zone(NORMAL, 1024, 2048));
        ask(NORMAL).type(UNMOVABLE).order(9).of(node);
        ask(NORMAL).order(9).of(node);
        assertThat(normal(node).pageblocks()).containsExactly(1L, 1L, 0L, 0L, 0L);
        node.free(OWNER, 1024, 9, GRANT, 0);
        node.free(OWNER, 1536, 9, GRANT, 0);
        assertThat(normal(node).freeBlocks(10, MOVABLE)).isEqualTo(1);
        node.validate();
    }

    @Test
    void requestsWithoutTheRightFindNoBlockThere() {
        PgData node = onlyReservedIsFree();
        assertThat(ask(NORMAL).flags(AllocFlags.NO_WATERMARKS).of(node).served())
                .isZero();
        assertThat(ask(NORMAL).order(4).flags(AllocFlags.NO_WATERMARKS).of(node).served())
                .isZero();
        assertThat(node.isolate(NORMAL, 0, 0, OWNER)).isEmpty();
    }

    @Test
    void theReserveIsTheLastResortOfThoseThatCannotWaitAndOfOomVictims() {
        assertThat(ask(NORMAL).flags(CANNOT_WAIT).pfns(onlyReservedIsFree())).containsExactly(1028L);
        assertThat(ask(NORMAL).flags(AllocFlags.WMARK_MIN | AllocFlags.OOM).pfns(onlyReservedIsFree()))
                .containsExactly(1028L);
        assertThat(ask(NORMAL)
                        .order(4)
                        .flags(AllocFlags.WMARK_MIN | AllocFlags.OOM)
                        .pfns(onlyReservedIsFree()))
                .containsExactly(1040L);
    }

    @Test
    void thoseThatCannotWaitTakeOtherPagesFirst() {
        PgData node = booted(zone(NORMAL, 1024, 2048));
        reserve(node, 2, 1);
        assertThat(ask(NORMAL).order(4).type(UNMOVABLE).flags(CANNOT_WAIT).pfns(node))
                .containsExactly(1536L);
        assertThat(reserve(node, 4, 1)).containsExactly(1040L);
    }

    @Test
    void kswapdIsNotContentWithBlocksThatAreReserved() {
        PgData node = onlyReservedIsFree();
        node.install(NORMAL, params(0, 0, 0, 0, 1));
        // 508 pages free, 512 of them unusable.
        assertThat(node.wakeKswapd(0, NORMAL)).isTrue();
        PgData other = booted(zone(NORMAL, 1024, 3072));
        reserve(other, 2, 1);
        List<Long> pfns =
                ask(NORMAL).count(1536).flags(AllocFlags.NO_WATERMARKS).pfns(other);
        for (long pfn : pfns) {
            if (pfn % 2 == 0) {
                other.free(OWNER, pfn, 0, GRANT, 0);
            }
        }
        other.install(NORMAL, params(0, 0, 0, 0, 1));
        // Single pages there are, but no pair except among those reserved.
        assertThat(other.wakeKswapd(0, NORMAL)).isFalse();
        assertThat(other.wakeKswapd(1, NORMAL)).isTrue();
    }

    @Test
    void aReleasedPageblockIsOfTheRequestersType() {
        PgData node = onlyReservedIsFree();
        assertThat(node.reclaimDirectly(0, NORMAL, List.of(NORMAL), 0, 1, 0).highAtomic())
                .isTrue();
        assertThat(node.releaseHighAtomic(List.of(NORMAL), MOVABLE, true)).isTrue();
        assertThat(normal(node).pageblocks()).containsExactly(0L, 2L, 0L, 0L, 0L);
        assertThat(normal(node).freeBlocks(8, MOVABLE)).isEqualTo(1);
        assertThat(ask(NORMAL).pfns(node)).containsExactly(1028L);
    }

    @Test
    void aPageblockThatTheZonesEndCutsGivesNoPagesWhenItIsReleased() {
        PgData node = booted(zone(NORMAL, 1024, 1792));
        ask(NORMAL).order(9).of(node);
        assertThat(reserve(node, 2, 1)).containsExactly(1536L);
        node.free(OWNER, 1536, 2, GRANT, 0);
        assertThat(normal(node).freeBlocks(8, HIGHATOMIC)).isEqualTo(1);
        assertThat(node.releaseHighAtomic(List.of(NORMAL), MOVABLE, true)).isFalse();
        assertThat(normal(node).highAtomic()).isZero();
    }
}
