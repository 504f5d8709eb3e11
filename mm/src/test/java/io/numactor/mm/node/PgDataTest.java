package io.numactor.mm.node;

import static io.numactor.mm.node.TestNode.GRANT;
import static io.numactor.mm.node.TestNode.OWNER;
import static io.numactor.mm.node.TestNode.ask;
import static io.numactor.mm.node.TestNode.booted;
import static io.numactor.mm.node.TestNode.layout;
import static io.numactor.mm.node.TestNode.params;
import static io.numactor.mm.node.TestNode.zone;
import static io.numactor.mm.page.MigrateType.RECLAIMABLE;
import static io.numactor.mm.page.MigrateType.UNMOVABLE;
import static io.numactor.mm.topology.ZoneType.DMA;
import static io.numactor.mm.topology.ZoneType.DMA32;
import static io.numactor.mm.topology.ZoneType.MOVABLE;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.FreeOutcome;
import io.numactor.mm.alloc.ZoneAnswer;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.stat.NumaStat;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.zone.Block;
import io.numactor.mm.zone.ZoneActivity;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PgDataTest {
    @Test
    void servesThePrefixThatPassesAndSaysWhyTheRestDidNot() {
        PgData node = booted(zone(DMA32, 1024, 2048), zone(NORMAL, 2048, 3072));
        node.install(NORMAL, params(0, 1000, 1001, 0, 1));
        node.install(DMA32, params(0, 1014, 1020, 0, 1));
        ZoneAnswer answer = ask(NORMAL, DMA32).count(100).of(node);
        assertThat(answer.served()).isEqualTo(24 + 10);
        assertThat(answer.runs().size()).isEqualTo(2);
        assertThat(answer.runs().zone(0)).isEqualTo(NORMAL);
        assertThat(answer.runs().zone(1)).isEqualTo(DMA32);
        assertThat(answer.skips()).extracting("free").containsExactly(1000L, 1014L);
    }

    @Test
    void explainsAlsoWhatWasServed() {
        PgData node = booted(zone(DMA32, 1024, 2048), zone(NORMAL, 2048, 3072));
        node.install(NORMAL, params(0, 2000, 2000, 0, 1));
        assertThat(ask(NORMAL, DMA32).of(node).skips()).isEmpty();
        assertThat(ask(NORMAL, DMA32).explain().of(node).skips())
                .singleElement()
                .satisfies(skip -> assertThat(skip.shortBy()).isEqualTo(977));
    }

    @Test
    void isBelowLowOnceAllZonesThatCountAre() {
        PgData node = booted(zone(DMA32, 1024, 2048), zone(NORMAL, 2048, 3072));
        node.install(NORMAL, params(0, 1000, 1001, 0, 1));
        node.install(DMA32, params(0, 1014, 1020, 0, 1));
        assertThat(ask(NORMAL).count(24).of(node).served()).isEqualTo(24);
        assertThat(node.isBelowLow(NORMAL)).isFalse();
        assertThat(ask(DMA32).count(10).of(node).served()).isEqualTo(10);
        assertThat(node.isBelowLow(NORMAL)).isTrue();
        assertThat(node.isBelowLow(DMA32)).isTrue();
        assertThat(node.mayMakeRoom()).isFalse();
        node.install(DMA32, params(0, 1013, 1020, 0, 1));
        assertThat(node.isBelowLow(NORMAL)).isFalse();
        node.install(DMA32, params(0, 1014, 1020, 0, 1));
        node.install(NORMAL, params(0, 999, 1001, 0, 1));
        assertThat(node.isBelowLow(NORMAL)).isFalse();
        assertThat(node.isBelowLow(DMA32)).isTrue();
    }

    @Test
    void oneAllocationWithoutAnAnswerObject() {
        PgData node = booted(zone(NORMAL, 2048, 3072));
        assertThat(node.tryOne(ask(NORMAL).request())).isEqualTo(2048);
        assertThat(node.tryOne(ask(MOVABLE).request())).isEqualTo(-1);
    }

    @Test
    void countsHitsAndLocals() {
        PgData node = booted(zone(DMA32, 1024, 2048), zone(NORMAL, 2048, 3072));
        ask(NORMAL).count(3).of(node);
        ask(NORMAL).order(9).cpu(2, 1).of(node);
        ask(DMA32).preferred(new ZoneKey(0, NORMAL)).of(node);
        ask(NORMAL).interleave(0).of(node);
        ask(NORMAL).interleave(1).of(node);
        assertThat(node.snapshot().zone(NORMAL).numa()).isEqualTo(new NumaStat(6, 0, 0, 1, 5, 1));
        assertThat(node.snapshot().zone(DMA32).numa()).isEqualTo(new NumaStat(1, 0, 0, 0, 1, 0));
        assertThat(node.snapshot().numa()).isEqualTo(new NumaStat(7, 0, 0, 1, 6, 1));
        assertThat(node.snapshot().foreign()).isEmpty();
    }

    @Test
    void keepsWhomItServedInPlaceOf() {
        PgData node = booted(zone(NORMAL, 2048, 3072));
        ask(NORMAL).preferred(new ZoneKey(1, NORMAL)).cpu(2, 1).count(5).of(node);
        ask(NORMAL).preferred(new ZoneKey(3, DMA32)).of(node);
        ask(NORMAL).preferred(new ZoneKey(1, NORMAL)).order(10).of(node);
        assertThat(node.snapshot().numa()).isEqualTo(new NumaStat(0, 6, 0, 0, 1, 5));
        assertThat(node.snapshot().foreign()).isEqualTo(Map.of(new ZoneKey(1, NORMAL), 5L, new ZoneKey(3, DMA32), 1L));
    }

    @Test
    void refusesFreesThatNameAnotherLife() {
        PgData node = booted(zone(NORMAL, 2048, 3072));
        long pfn = ask(NORMAL).order(2).pfns(node).get(0);
        assertThat(node.free(OWNER + 1, pfn, 2, GRANT, 0)).isEqualTo(FreeOutcome.STALE_HANDLE);
        assertThat(node.free(OWNER, pfn, 2, GRANT - 1, 0)).isEqualTo(FreeOutcome.STALE_HANDLE);
        assertThat(node.free(OWNER, pfn, 1, GRANT, 0)).isEqualTo(FreeOutcome.WRONG_ORDER);
        assertThat(node.free(OWNER, pfn + 1, 0, GRANT, 0)).isEqualTo(FreeOutcome.NOT_ALLOCATED);
        assertThat(node.free(OWNER, 5, 0, GRANT, 0)).isEqualTo(FreeOutcome.NOT_ALLOCATED);
        assertThat(node.free(OWNER, 1L << 40, 0, GRANT, 0)).isEqualTo(FreeOutcome.NOT_ALLOCATED);
        assertThat(node.free(OWNER, pfn, 2, GRANT, 0)).isEqualTo(FreeOutcome.FREED);
        assertThat(node.free(OWNER, pfn, 2, GRANT, 0)).isEqualTo(FreeOutcome.NOT_ALLOCATED);
        node.validate();
    }

    @Test
    void aFreeOfTheLargestBlockIsCheckedToo() {
        PgData node = booted(zone(NORMAL, 2048, 4096));
        long pfn = ask(NORMAL).order(10).pfns(node).get(0);
        assertThat(node.free(OWNER, pfn, 9, GRANT, 0)).isEqualTo(FreeOutcome.WRONG_ORDER);
        assertThat(node.free(OWNER, pfn + 512, 9, GRANT, 0)).isEqualTo(FreeOutcome.NOT_ALLOCATED);
        assertThat(node.free(OWNER, pfn, 10, GRANT, 0)).isEqualTo(FreeOutcome.FREED);
        node.validate();
    }

    @Test
    void closingAnOwnerFreesItsPagesOnly() {
        PgData node = booted(zone(NORMAL, 2048, 8192));
        ask(NORMAL).owner(1, 5).count(1000).of(node);
        ask(NORMAL).owner(2, 6).order(10).count(2).of(node);
        ask(NORMAL).owner(1, 7).order(3).count(10).of(node);
        ask(NORMAL).owner(2, 8).count(100).of(node);
        assertThat(node.owners()).isEqualTo(Map.of(1L, 1080L, 2L, 2148L));
        assertThat(node.closeOwner(1, 0)).isEqualTo(1080);
        assertThat(node.owners()).isEqualTo(Map.of(2L, 2148L));
        node.validate();
        assertThat(node.closeOwner(1, 0)).isZero();
        assertThat(node.closeOwner(2, 0)).isEqualTo(2148);
        assertThat(node.snapshot().freePages()).isEqualTo(6144);
        node.validate();
    }

    @Test
    void aReusedIndexGivesTheNextOwnerNothing() {
        PgData node = booted(zone(NORMAL, 2048, 3072));
        long pfn = ask(NORMAL).owner(1, GRANT).pfns(node).get(0);
        node.closeOwner(1, 0);
        assertThat(ask(NORMAL).owner(2, GRANT).pfns(node)).containsExactly(pfn);
        assertThat(node.free(1, pfn, 0, GRANT, 0)).isEqualTo(FreeOutcome.STALE_HANDLE);
        assertThat(node.free(2, pfn, 0, GRANT, 0)).isEqualTo(FreeOutcome.FREED);
    }

    @Test
    void refusesWhatCannotBe() {
        PgData node = booted(zone(NORMAL, 2048, 3072));
        assertThatThrownBy(() -> ask(NORMAL).order(11).of(node))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("order 11");
        assertThatThrownBy(() -> ask(NORMAL).cpu(4, 0).of(node))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CPU 4");
        assertThatThrownBy(() -> node.free(OWNER, 2048, 0, GRANT, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ask(NORMAL).count(0).of(node)).hasMessage("count 0 is not at least 1");
    }

    @Test
    void refusesOrdersAndCpusThatCannotBeWhateverIsAsked() {
        PgData node = booted(zone(NORMAL, 2048, 3072));
        List<ThrowingCallable> badOrders = List.of(
                () -> node.free(OWNER, 2048, 11, GRANT, 0),
                () -> node.holds(OWNER, 2048, 11, GRANT),
                () -> node.split(2048, 11),
                () -> node.wakeKswapd(11, NORMAL),
                () -> node.reclaimDirectly(11, NORMAL, List.of(NORMAL), 0, 1, 0));
        assertThat(badOrders)
                .allSatisfy(call ->
                        assertThatIllegalArgumentException().isThrownBy(call).withMessage("order 11 is not in 0..10"));
        List<ThrowingCallable> badCpus = List.of(
                () -> ask(NORMAL).cpu(4, 0).of(node),
                () -> node.free(OWNER, 2048, 0, GRANT, 4),
                () -> node.closeOwner(OWNER, 4),
                () -> node.refresh(4, 0),
                () -> node.isolate(NORMAL, 0, 4, OWNER),
                () -> node.reclaimDirectly(0, NORMAL, List.of(NORMAL), 0, 1, 4));
        assertThat(badCpus)
                .allSatisfy(call ->
                        assertThatIllegalArgumentException().isThrownBy(call).withMessage("CPU 4 is not in 0..3"));
        assertThatIllegalArgumentException().isThrownBy(() -> node.refresh(-1, 0));
    }

    @Test
    void singleAndBulkAllocationsAreForeignToTheNodeThatWasPreferred() {
        PgData node = booted(zone(NORMAL, 2048, 3072));
        ZoneKey other = new ZoneKey(1, NORMAL);
        node.tryOne(ask(NORMAL).preferred(other).request());
        node.allocateBulk(ask(NORMAL).preferred(other).count(4).request());
        assertThat(node.snapshot().foreign()).isEqualTo(Map.of(other, 5L));
        assertThat(node.snapshot().numa()).isEqualTo(new NumaStat(0, 5, 0, 0, 5, 0));
    }

    @Test
    void whatAnEarlierRequestWasRefusedIsNotTold() {
        PgData node = booted(zone(DMA32, 1024, 2048), zone(NORMAL, 2048, 3072));
        node.install(DMA32, params(0, 0, 0, 100, 7));
        node.install(NORMAL, params(0, 2000, 2000, 0, 1));
        assertThat(ask(NORMAL, DMA32).explain().of(node).skips()).hasSize(1);
        assertThat(ask(DMA32).explain().of(node).skips()).isEmpty();
    }

    /** A bulk allocation wakes nobody itself: the next one from the zone does that may. */
    @Test
    void aBoostWakesKswapdWithTheNextAllocationThatMay() {
        PgData node = booted(zone(NORMAL, 1024, 3072));
        ask(NORMAL).type(RECLAIMABLE).order(5).of(node);
        ask(NORMAL).order(10).of(node);
        ask(NORMAL).order(9).of(node);
        node.install(NORMAL, params(0, 0, 200, 0, 1));
        node.allocateBulk(ask(NORMAL).count(2).request());
        assertThat(node.zone(NORMAL).boost()).isEqualTo(512);
        ask(NORMAL).flags(AllocFlags.NO_WATERMARKS).of(node);
        assertThat(node.kswapdAwake()).isFalse();
        ask(NORMAL).flags(AllocFlags.NO_WATERMARKS | AllocFlags.KSWAPD).of(node);
        assertThat(node.kswapdAwake()).isTrue();
    }

    @Test
    void aBoostWakesKswapdThoughThePageComesFromAPageset() {
        PgData node = booted(zone(NORMAL, 1024, 3072));
        ask(NORMAL).type(RECLAIMABLE).order(5).of(node);
        ask(NORMAL).owner(8, 1).order(10).of(node);
        ask(NORMAL).order(9).of(node);
        node.install(NORMAL, params(0, 0, 200, 100, 7));
        node.allocateBulk(ask(NORMAL).count(2).request());
        node.closeOwner(8, 0);
        assertThat(node.zone(NORMAL).boost()).isEqualTo(512);
        assertThat(node.zone(NORMAL).freePages()).isGreaterThan(200 + 512);
        ask(NORMAL).of(node);
        assertThat(node.kswapdAwake()).isTrue();
    }

    @Test
    void countsWhatItHandsOutAndTakesBackByOrder() {
        PgData node = booted(zone(NORMAL, 2048, 3072));
        node.install(NORMAL, params(0, 0, 0, 100, 7));
        List<Long> pages = ask(NORMAL).count(3).pfns(node);
        long block = ask(NORMAL).order(9).pfns(node).get(0);
        ask(NORMAL).order(4).of(node);
        node.free(OWNER, block, 9, GRANT, 0);
        node.free(OWNER, pages.get(0), 0, GRANT, 0);
        node.free(OWNER, pages.get(1), 0, GRANT, 0);
        ZoneActivity activity = node.snapshot().zone(NORMAL).activity();
        assertThat(activity.allocated()).containsExactly(3L, 0L, 0L, 0L, 1L, 0L, 0L, 0L, 0L, 1L, 0L);
        assertThat(activity.freed()).containsExactly(2L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L, 0L);
        // Two of the single pages: the first of each order needed a refill, order 4 has no pageset.
        assertThat(activity.pagesetHits()).isEqualTo(2);
        assertThat(activity.pagesetRefills()).isEqualTo(2);
        assertThat(node.zone(NORMAL).freedBlocks()).isEqualTo(3);
    }

    @Test
    void numbersItsZonesAsItsKernelDoes() {
        PgData node = new PgData(layout(3, zone(NORMAL, 2048, 3072)), 4);
        assertThat(node.nid()).isEqualTo(3);
        NodeLayout layout = new NodeLayout(
                3,
                3,
                true,
                List.of(ZoneLayout.empty(DMA), ZoneLayout.empty(DMA32), zone(NORMAL, 2048, 3072)),
                List.of());
        assertThat(new PgData(layout, 4).zoneIndex(NORMAL)).isEqualTo(2);
        assertThat(new PgData(layout, 4).zoneIndex(MOVABLE)).isEqualTo(-1);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new NodeLayout(3, 3, true, List.of(ZoneLayout.empty(DMA32), ZoneLayout.empty(DMA)), List.of()))
                .withMessage("node 3: zones are not in ascending order");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new NodeLayout(3, 3, true, List.of(ZoneLayout.empty(DMA), ZoneLayout.empty(DMA)), List.of()));
    }

    @Test
    void compactionTakesMovablePagesFirstThenAny() {
        PgData node = booted(zone(NORMAL, 1024, 2048));
        List<Long> movable = ask(NORMAL).order(9).pfns(node);
        ask(NORMAL).type(UNMOVABLE).order(9).of(node);
        assertThat(node.isolate(NORMAL, 8, 0, OWNER)).isEmpty();
        node.free(OWNER, 1536, 9, GRANT, 0);
        assertThat(node.isolate(NORMAL, 0, 0, OWNER)).contains(new Block(1536, 0, UNMOVABLE.ordinal()));
        node.free(OWNER, movable.get(0), 9, GRANT, 0);
        assertThat(node.isolate(NORMAL, 8, 0, OWNER)).contains(new Block(1024, 8, MigrateType.MOVABLE.ordinal()));
        assertThat(node.isolate(NORMAL, 0, 0, OWNER)).contains(new Block(1280, 0, MigrateType.MOVABLE.ordinal()));
        assertThat(node.isolate(NORMAL, 6, 0, OWNER)).contains(new Block(1344, 6, MigrateType.MOVABLE.ordinal()));
        assertThat(node.isolate(NORMAL, 8, 0, OWNER)).contains(new Block(1408, 7, MigrateType.MOVABLE.ordinal()));
        assertThat(node.zone(NORMAL).exactFreePages()).isEqualTo(511 + 512 - 256 - 1 - 64 - 128);
        node.validate();
    }

    @Test
    void aNodeWithoutMemoryServesNothing() {
        PgData node = booted();
        assertThat(ask(NORMAL).of(node).served()).isZero();
        assertThat(node.wakeKswapd(0, NORMAL)).isFalse();
        assertThat(node.snapshot().freePages()).isZero();
        node.validate();
    }
}
