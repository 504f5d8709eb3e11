package io.numactor.mm.node;

import static io.numactor.mm.node.TestNode.GRANT;
import static io.numactor.mm.node.TestNode.OWNER;
import static io.numactor.mm.node.TestNode.ask;
import static io.numactor.mm.node.TestNode.booted;
import static io.numactor.mm.node.TestNode.params;
import static io.numactor.mm.node.TestNode.zone;
import static io.numactor.mm.page.MigrateType.UNMOVABLE;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.zone.ZoneSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** pagesets.md section 1. */
class PagesetTest {
    private static PgData node(int high, int batch) {
        PgData node = booted(zone(NORMAL, 1024, 9 * 1024));
        node.install(NORMAL, params(0, 0, 0, high, batch));
        return node;
    }

    private static ZoneSnapshot normal(PgData node) {
        return node.snapshot().zone(NORMAL);
    }

    private static int count(PgData node, int cpu) {
        return normal(node).pagesets().get(cpu).count();
    }

    /** Frees pages one by one and answers by how many the pageset shrank, each time that it drained. */
    private static List<Integer> drains(PgData node, List<Long> pfns) {
        List<Integer> drains = new ArrayList<>();
        int before = count(node, 0);
        for (long pfn : pfns) {
            node.free(OWNER, pfn, 0, GRANT, 0);
            int after = count(node, 0);
            if (after <= before) {
                drains.add(before + 1 - after);
            }
            before = after;
        }
        return drains;
    }

    @Test
    void aRefillTakesABatchAndHandsItOutAscending() {
        PgData node = node(300, 63);
        assertThat(ask(NORMAL).count(3).pfns(node)).containsExactly(1024L, 1025L, 1026L);
        assertThat(count(node, 0)).isEqualTo(60);
        assertThat(normal(node).free()).isEqualTo(8 * 1024 - 63);
        assertThat(normal(node).activity().pagesetRefills()).isEqualTo(1);
        assertThat(normal(node).activity().pagesetHits()).isEqualTo(2);
        node.validate();
    }

    @Test
    void refillsOfHigherOrdersAreSmallerButAtLeastTwo() {
        PgData node = node(5000, 63);
        ask(NORMAL).order(3).of(node);
        assertThat(count(node, 0)).isEqualTo(6 * 8);
        ask(NORMAL).order(9).cpu(1, 0).of(node);
        assertThat(count(node, 1)).isEqualTo(512);
        assertThat(normal(node).activity().pagesetHits()).isZero();
        ask(NORMAL).order(3).count(5).of(node);
        assertThat(normal(node).activity().pagesetHits()).isEqualTo(5);
        PgData small = node(300, 7);
        ask(NORMAL).order(3).of(small);
        assertThat(count(small, 0)).isEqualTo(8);
    }

    @Test
    void aBatchOfOneRefillsOne() {
        PgData node = node(18, 1);
        ask(NORMAL).order(2).of(node);
        assertThat(count(node, 0)).isZero();
    }

    @Test
    void middleOrdersBypassThePagesets() {
        PgData node = node(300, 63);
        for (int order : new int[] {4, 5, 6, 7, 8, 10}) {
            ask(NORMAL).order(order).of(node);
        }
        assertThat(count(node, 0)).isZero();
        assertThat(normal(node).activity().pagesetRefills()).isZero();
    }

    @Test
    void thePageFreedLastIsHandedOutFirst() {
        PgData node = node(300, 63);
        List<Long> pfns = ask(NORMAL).count(10).pfns(node);
        node.free(OWNER, pfns.get(4), 0, GRANT, 0);
        node.free(OWNER, pfns.get(2), 0, GRANT, 0);
        assertThat(ask(NORMAL).count(3).pfns(node)).containsExactly(pfns.get(2), pfns.get(4), 1034L);
    }

    @Test
    void drainsDoubleWhileNothingIsAllocated() {
        PgData node = node(174, 7);
        List<Long> pfns = ask(NORMAL).count(1400).pfns(node);
        assertThat(drains(node, pfns).subList(0, 8)).containsExactly(7, 14, 28, 56, 112, 167, 167, 167);
    }

    @Test
    void drainsOfTheDmaZone() {
        PgData node = node(18, 1);
        List<Long> pfns = ask(NORMAL).count(200).pfns(node);
        assertThat(drains(node, pfns).subList(0, 7)).containsExactly(1, 2, 4, 8, 16, 17, 17);
    }

    @Test
    void anAllocationHalvesTheNextDrain() {
        PgData node = node(174, 7);
        List<Long> pfns = ask(NORMAL).count(1400).pfns(node);
        int held = count(node, 0);
        List<Integer> drains = drains(node, pfns.subList(0, 174 - held + 7 + 14));
        assertThat(drains).containsExactly(7, 14, 28);
        ask(NORMAL).of(node);
        // free_factor 3 became 1.
        assertThat(drains(node, pfns.subList(500, 529))).containsExactly(14);
    }

    @Test
    void aHigherOrderFreeAfterADrainEmptiesTheSet() {
        PgData node = node(174, 7);
        long block = ask(NORMAL).order(2).pfns(node).get(0);
        List<Long> pfns = ask(NORMAL).count(700).pfns(node);
        drains(node, pfns.subList(0, 300));
        assertThat(count(node, 0)).isPositive();
        node.free(OWNER, block, 2, GRANT, 0);
        assertThat(count(node, 0)).isZero();
        node.validate();
    }

    @Test
    void bootPagesetsLetEveryFreeThrough() {
        PgData node = node(0, 1);
        List<Long> pfns = ask(NORMAL).count(3).pfns(node);
        pfns.forEach(pfn -> node.free(OWNER, pfn, 0, GRANT, 0));
        assertThat(normal(node).free()).isEqualTo(8 * 1024);
    }

    @Test
    void aHugeFreePassesThroughASmallSet() {
        PgData node = node(300, 63);
        List<Long> huge = ask(NORMAL).order(9).count(2).pfns(node);
        assertThat(count(node, 0)).isZero();
        node.free(OWNER, huge.get(0), 9, GRANT, 0);
        assertThat(count(node, 0)).isZero();
        node.validate();
    }

    @Test
    void anEmptyingDrainTakesTheOldestFirst() {
        PgData node = node(20, 3);
        List<Long> pfns = ask(NORMAL).count(30).pfns(node);
        for (int i = 0; i < 20; i++) {
            node.free(OWNER, pfns.get(i), 0, GRANT, 0);
        }
        // 20 held, the 3 oldest drained: handing out begins with the newest.
        assertThat(count(node, 0)).isEqualTo(17);
        assertThat(ask(NORMAL).pfns(node)).containsExactly(pfns.get(19));
        node.validate();
    }

    @Test
    void eachCpuHasItsOwnSet() {
        PgData node = node(300, 63);
        ask(NORMAL).of(node);
        ask(NORMAL).cpu(3, 1).type(UNMOVABLE).of(node);
        assertThat(count(node, 0)).isEqualTo(62);
        assertThat(count(node, 1)).isZero();
        assertThat(count(node, 3)).isEqualTo(62);
        node.drainAll();
        assertThat(normal(node).pagesetPages()).isZero();
        node.validate();
    }

    @Test
    void pagesGoToTheSetOfTheCpuThatFreesThem() {
        PgData node = node(300, 63);
        List<Long> pfns = ask(NORMAL).count(4).pfns(node);
        List<Long> pairs = ask(NORMAL).order(1).count(2).pfns(node);
        node.drainAll();
        for (int cpu = 0; cpu < 4; cpu++) {
            node.free(OWNER, pfns.get(cpu), 0, GRANT, cpu);
        }
        node.free(OWNER, pairs.get(0), 1, GRANT, 3);
        node.free(OWNER, pairs.get(1), 1, GRANT, 1);
        assertThat(normal(node).pagesets())
                .extracting(ZoneSnapshot.Pageset::count)
                .containsExactly(1, 3, 1, 3);
        node.validate();
    }

    @Test
    void remoteSetsExpireAfterThreeRefreshes() {
        PgData node = node(300, 63);
        ask(NORMAL).cpu(3, 1).of(node);
        ask(NORMAL).cpu(0, 0).of(node);
        for (int second = 0; second < 2; second++) {
            node.refresh(3, 1);
            node.refresh(0, 0);
        }
        assertThat(count(node, 3)).isEqualTo(62);
        node.refresh(3, 1);
        assertThat(count(node, 3)).isZero();
        assertThat(count(node, 0)).isEqualTo(62);
    }

    @Test
    void setsHoldLessWhileKswapdReclaims() {
        PgData node = node(174, 7);
        List<Long> pfns = ask(NORMAL).count(200).pfns(node);
        node.wakeKswapd(0, NORMAL);
        node.beginKswapdRound();
        drains(node, pfns);
        assertThat(count(node, 0)).isLessThan(28);
        node.endKswapdRound();
    }

    @Test
    void pagesOfBlocksReservedForAtomicRequestsAreCachedAsMovable() {
        PgData node = node(300, 7);
        int flags = AllocFlags.WMARK_MIN | AllocFlags.MIN_RESERVE | AllocFlags.NON_BLOCK | AllocFlags.HIGHATOMIC;
        long pfn = ask(NORMAL).order(2).type(UNMOVABLE).flags(flags).pfns(node).get(0);
        assertThat(normal(node).highAtomic()).isEqualTo(512);

        node.free(OWNER, pfn, 2, GRANT, 0);

        assertThat(ask(NORMAL).order(2).pfns(node)).containsExactly(pfn);
        node.validate();
    }
}
