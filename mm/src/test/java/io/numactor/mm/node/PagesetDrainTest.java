package io.numactor.mm.node;

import static io.numactor.mm.node.TestNode.GRANT;
import static io.numactor.mm.node.TestNode.OWNER;
import static io.numactor.mm.node.TestNode.ask;
import static io.numactor.mm.node.TestNode.booted;
import static io.numactor.mm.node.TestNode.params;
import static io.numactor.mm.node.TestNode.zone;
import static io.numactor.mm.page.MigrateType.HIGHATOMIC;
import static io.numactor.mm.page.MigrateType.MOVABLE;
import static io.numactor.mm.page.MigrateType.RECLAIMABLE;
import static io.numactor.mm.page.MigrateType.UNMOVABLE;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.page.MigrateType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pagesets.md sections 1.5 and 1.6: when a pageset gives pages back, how many, and which. */
class PagesetDrainTest {
    /** 8192 pages from 1024 on. */
    private static PgData node(int high, int batch) {
        PgData node = booted(zone(NORMAL, 1024, 9 * 1024));
        node.install(NORMAL, params(0, 0, 0, high, batch));
        return node;
    }

    private static int count(PgData node) {
        return node.snapshot().zone(NORMAL).pagesets().get(0).count();
    }

    private static void free(PgData node, int order, long... pfns) {
        for (long pfn : pfns) {
            node.free(OWNER, pfn, order, GRANT, 0);
        }
    }

    private static PageView.Use use(PgData node, long pfn) {
        return node.page(pfn).orElseThrow().use();
    }

    /** Frees pages one by one and answers by how many the pageset shrank, each time that it drained. */
    private static List<Integer> drains(PgData node, List<Long> pfns) {
        List<Integer> drains = new ArrayList<>();
        int before = count(node);
        for (long pfn : pfns) {
            free(node, 0, pfn);
            int after = count(node);
            if (after <= before) {
                drains.add(before + 1 - after);
            }
            before = after;
        }
        return drains;
    }

    /** Pages handed out past the pageset, which stays empty. */
    private static List<Long> held(PgData node, int pages) {
        List<Long> pfns = ask(NORMAL).count(pages).pfns(node);
        node.drainAll();
        return pfns;
    }

    @Test
    void drainsDoubleFiveTimesAtTheMost() {
        PgData node = node(300, 1);
        assertThat(drains(node, held(node, 600))).startsWith(1, 2, 4, 8, 16, 32, 32, 32);
    }

    @Test
    void aDrainAsLargeAsTheSetAllowsRaisesTheNextNoFurther() {
        // 63 - 7 = 56 = 7 << 3: the factor stays 3, and is 1 after an allocation.
        PgData node = node(63, 7);
        List<Long> pfns = held(node, 700);
        assertThat(drains(node, pfns.subList(0, 63 + 7 + 14 + 28 + 56))).containsExactly(7, 14, 28, 56, 56);
        ask(NORMAL).of(node);
        assertThat(drains(node, pfns.subList(300, 400))).startsWith(14);
    }

    @Test
    void aSetThatHoldsLessThanABatchGivesBackOnePageAtATime() {
        PgData node = node(3, 7);
        assertThat(drains(node, held(node, 10))).containsExactly(1, 1, 1, 1, 1, 1, 1, 1);
    }

    @Test
    void fourBatchesAreHeldWhileKswapdReclaims() {
        PgData node = node(174, 7);
        List<Long> pfns = held(node, 700);
        node.wakeKswapd(0, NORMAL);
        node.beginKswapdRound();
        assertThat(drains(node, pfns.subList(0, 28 + 7 + 14 + 21 + 20))).containsExactly(7, 14, 21, 21);
        node.endKswapdRound();
        assertThat(drains(node, pfns.subList(200, 340))).isEmpty();
        assertThat(count(node)).isEqualTo(27 + 140);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void afterADrainAFreeOfASmallHigherOrderEmptiesTheSet(int order) {
        PgData node = node(20, 3);
        long block = ask(NORMAL).order(order).pfns(node).get(0);
        drains(node, held(node, 20));
        assertThat(count(node)).isEqualTo(17);
        free(node, order, block);
        assertThat(count(node)).isZero();
        node.validate();
    }

    @Test
    void withoutADrainBeforeItDoesNot() {
        PgData node = node(20, 3);
        long block = ask(NORMAL).order(1).pfns(node).get(0);
        drains(node, held(node, 10));
        free(node, 1, block);
        assertThat(count(node)).isEqualTo(12);
    }

    @Test
    void anAllocationThatFindsNothingCountsAsOneToo() {
        PgData node = node(20, 3);
        List<Long> pair = ask(NORMAL).order(1).pfns(node);
        node.drainAll();
        ask(NORMAL).count(8192).flags(AllocFlags.NO_WATERMARKS).of(node);
        List<Long> pfns = List.of(3001L, 3003L, 3005L, 3007L, 3009L, 3011L, 3013L, 3015L, 3017L, 3019L);
        assertThat(drains(node, pfns)).isEmpty();
        assertThat(drains(node, pfns.stream().map(pfn -> pfn + 100).toList())).containsExactly(3);
        assertThat(ask(NORMAL).order(3).flags(AllocFlags.NO_WATERMARKS).of(node).served())
                .isZero();
        free(node, 1, pair.get(0));
        assertThat(count(node)).isEqualTo(17 + 2);
    }

    @Test
    void whatTheUsedListDoesNotHaveTheNextOnesGiveAroundTheEnd() {
        PgData node = node(10, 4);
        long[] unmovable = pfns(node, UNMOVABLE, 8);
        long[] reclaimable = pfns(node, RECLAIMABLE, 2);
        node.drainAll();
        free(node, 0, unmovable);
        free(node, 0, reclaimable);
        // Ten pages: four go, two of the list used last, then two of the first list, the oldest.
        assertThat(count(node)).isEqualTo(6);
        assertThat(use(node, reclaimable[0])).isEqualTo(PageView.Use.FREE);
        assertThat(use(node, reclaimable[1])).isEqualTo(PageView.Use.FREE);
        assertThat(use(node, unmovable[0])).isEqualTo(PageView.Use.FREE);
        assertThat(use(node, unmovable[1])).isEqualTo(PageView.Use.FREE);
        assertThat(use(node, unmovable[2])).isEqualTo(PageView.Use.PAGESET);
        node.validate();
    }

    private static long[] pfns(PgData node, MigrateType type, int count) {
        return ask(NORMAL).type(type).count(count).pfns(node).stream()
                .mapToLong(Long::longValue)
                .toArray();
    }

    @Test
    void hugeBlocksThatCannotMoveShareAListBeforeTheMovableOnes() {
        PgData node = node(5000, 63);
        long movable = ask(NORMAL).order(9).pfns(node).get(0);
        long unmovable = ask(NORMAL).order(9).type(UNMOVABLE).pfns(node).get(0);
        node.drainAll();
        free(node, 9, movable, unmovable);
        assertThat(ask(NORMAL).order(9).type(RECLAIMABLE).pfns(node)).containsExactly(unmovable);
        free(node, 9, unmovable);
        node.zone(NORMAL).drain(0, 512, 0);
        assertThat(use(node, unmovable)).isEqualTo(PageView.Use.FREE);
        assertThat(use(node, movable)).isEqualTo(PageView.Use.PAGESET);
        assertThat(ask(NORMAL).order(9).pfns(node)).containsExactly(movable);
    }

    /** Blocks of a reserved pageblock are cached with the movable ones. */
    @Test
    void neighboursOfTwoPageblocksGoBackToTheirOwnLists() {
        PgData node = booted(zone(NORMAL, 1024, 2048));
        int atomic = AllocFlags.WMARK_MIN | AllocFlags.MIN_RESERVE | AllocFlags.NON_BLOCK | AllocFlags.HIGHATOMIC;
        assertThat(ask(NORMAL).order(9).pfns(node)).containsExactly(1024L);
        assertThat(ask(NORMAL).order(8).type(UNMOVABLE).flags(atomic).pfns(node))
                .containsExactly(1536L);
        node.split(1024, 0);
        node.split(1536, 0);
        node.install(NORMAL, params(0, 0, 0, 100, 7));
        free(node, 0, 1535, 1536);
        node.drainAll();
        assertThat(node.snapshot().zone(NORMAL).freeBlocks(0, MOVABLE)).isEqualTo(1);
        assertThat(node.snapshot().zone(NORMAL).freeBlocks(0, HIGHATOMIC)).isEqualTo(1);
        node.validate();
    }

    @Test
    void aRemoteSetGivesABatchBackAfterEveryThirdRefresh() {
        PgData node = node(300, 7);
        List<Long> pfns = held(node, 20);
        drains(node, pfns);
        List<Integer> counts = new ArrayList<>();
        for (int second = 0; second < 10; second++) {
            node.refresh(0, 1);
            counts.add(count(node));
        }
        assertThat(counts).containsExactly(20, 20, 13, 13, 13, 6, 6, 6, 0, 0);
    }

    @Test
    void anAllocationInBetweenStartsTheThreeRefreshesAnew() {
        PgData node = node(300, 7);
        ask(NORMAL).of(node);
        node.refresh(0, 1);
        node.refresh(0, 1);
        ask(NORMAL).of(node);
        node.refresh(0, 1);
        node.refresh(0, 1);
        assertThat(count(node)).isEqualTo(5);
        node.refresh(0, 1);
        assertThat(count(node)).isZero();
    }

    @Test
    void aPageSaysWhichCpusSetHoldsIt() {
        PgData node = node(300, 7);
        List<Long> pfns = ask(NORMAL).cpu(1, 0).count(2).pfns(node);
        ask(NORMAL).cpu(2, 0).order(2).of(node);
        long pair = ask(NORMAL).cpu(3, 0).order(1).pfns(node).get(0);
        node.free(OWNER, pfns.get(0), 0, GRANT, 3);
        node.free(OWNER, pair, 1, GRANT, 1);
        assertThat(node.page(pfns.get(0)).orElseThrow().cpu()).hasValue(3);
        assertThat(node.page(pair + 1).orElseThrow().cpu()).hasValue(1);
        assertThat(node.page(pair + 1).orElseThrow().order()).isEqualTo(1);
        assertThat(node.page(pfns.get(1)).orElseThrow().cpu()).isEmpty();
        assertThat(node.zone(NORMAL).pagesetHolding(1, 0)).isEmpty();
    }
}
