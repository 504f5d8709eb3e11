package io.numactor.mm.node;

import static io.numactor.mm.node.TestNode.GRANT;
import static io.numactor.mm.node.TestNode.OWNER;
import static io.numactor.mm.node.TestNode.ask;
import static io.numactor.mm.node.TestNode.booted;
import static io.numactor.mm.node.TestNode.params;
import static io.numactor.mm.node.TestNode.zone;
import static io.numactor.mm.page.MigrateType.RECLAIMABLE;
import static io.numactor.mm.topology.ZoneType.DMA;
import static io.numactor.mm.topology.ZoneType.DMA32;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.topology.ZoneType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** watermarks.md section 7: for which zones and orders kswapd is woken and works, and when it sleeps. */
class KswapdTest {
    private static final int LOW = AllocFlags.WMARK_LOW;
    private static final int MAY_WAKE = AllocFlags.WMARK_LOW | AllocFlags.KSWAPD;
    private static final int ANY = AllocFlags.NO_WATERMARKS;

    /** Two zones of four pageblocks, in each of which the next movable page is stolen and boosts by 512 pages. */
    private static PgData node() {
        PgData node = booted(zone(DMA, 1024, 3072), zone(DMA32, 4096, 4096 + 2048));
        for (ZoneType type : List.of(DMA, DMA32)) {
            ask(type).type(RECLAIMABLE).order(5).of(node);
            ask(type).order(10).of(node);
            ask(type).order(9).flags(ANY).of(node);
            node.install(type, params(10, 20, 200, 100, 7));
        }
        return node;
    }

    private static void steal(PgData node, ZoneType zone, int flags) {
        long steals = node.zone(zone).fragmentingSteals();
        ask(zone).flags(flags).of(node);
        assertThat(node.zone(zone).fragmentingSteals()).isEqualTo(steals + 1);
    }

    /** The pages that a movable request has stolen are stolen again. */
    private static void stealBack(PgData node, ZoneType zone) {
        long before = boost(node, zone);
        ask(zone).type(RECLAIMABLE).flags(ANY).of(node);
        assertThat(boost(node, zone)).isEqualTo(before + 512);
    }

    private static long boost(PgData node, ZoneType zone) {
        return node.zone(zone).boost();
    }

    @Test
    void aBoostIsWorkedOffInItsOwnZoneAndThoseBelow() {
        PgData node = node();
        steal(node, DMA32, LOW);
        // What a request that may not wake it has stolen, no later one wakes it for.
        ask(DMA32).flags(ANY | AllocFlags.KSWAPD).of(node);
        assertThat(node.kswapdAwake()).isFalse();
        steal(node, DMA, MAY_WAKE);
        assertThat(node.kswapdAwake()).isTrue();
        node.runKswapd();
        assertThat(boost(node, DMA)).isZero();
        assertThat(boost(node, DMA32)).isEqualTo(512);
        node.wakeKswapd(0, DMA32);
        node.runKswapd();
        assertThat(boost(node, DMA32)).isZero();
    }

    @Test
    void onlyPagesetsOfTheRoundsZonesHoldLess() {
        PgData node = node();
        List<Long> low = ask(DMA).count(60).flags(ANY).pfns(node);
        List<Long> high = ask(DMA32).count(60).flags(ANY).pfns(node);
        node.drainAll();
        node.wakeKswapd(0, DMA);
        node.beginKswapdRound();
        low.forEach(pfn -> node.free(OWNER, pfn, 0, GRANT, 0));
        high.forEach(pfn -> node.free(OWNER, pfn, 0, GRANT, 0));
        assertThat(node.snapshot().zone(DMA).pagesetPages()).isLessThan(28);
        assertThat(node.snapshot().zone(DMA32).pagesetPages()).isEqualTo(60);
        node.endKswapdRound();
    }

    @Test
    void theHighestZoneAskedForSinceTheLastRoundCounts() {
        PgData node = node();
        steal(node, DMA32, MAY_WAKE);
        steal(node, DMA, MAY_WAKE);
        node.runKswapd();
        assertThat(boost(node, DMA)).isZero();
        assertThat(boost(node, DMA32)).isZero();
        // And no longer, once that round began.
        stealBack(node, DMA);
        stealBack(node, DMA32);
        node.wakeKswapd(0, DMA);
        node.runKswapd();
        assertThat(boost(node, DMA32)).isEqualTo(512);
    }

    @Test
    void theLargestOrderAskedForSinceTheLastRoundCounts() {
        PgData node = booted(zone(NORMAL, 1024, 3072));
        List<Long> pfns = ask(NORMAL).count(2048).flags(ANY).pfns(node);
        for (int i = 0; i < 2048; i += 2) {
            node.free(OWNER, pfns.get(i), 0, GRANT, 0);
        }
        node.install(NORMAL, params(10, 20, 30, 0, 1));
        // 1024 single pages: enough for order 0, none for order 1.
        assertThat(node.wakeKswapd(0, NORMAL)).isFalse();
        assertThat(node.wakeKswapd(1, NORMAL)).isTrue();
        node.wakeKswapd(0, NORMAL);
        assertThat(node.runKswapd()).isTrue();
        node.free(OWNER, pfns.get(1), 0, GRANT, 0);
        assertThat(node.runKswapd()).isFalse();
        // Order 1 was asked for before that round, not since.
        ask(NORMAL).order(1).flags(ANY).of(node);
        assertThat(node.wakeKswapd(0, NORMAL)).isFalse();
        assertThat(node.runKswapd()).isFalse();
        assertThat(node.snapshot().kswapdWakes()).isEqualTo(1);
        assertThat(node.snapshot().kswapdSleeps()).isEqualTo(1);
    }

    @Test
    void aStealDuringTheRoundIsLeftToTheNext() {
        PgData node = node();
        node.install(DMA, params(10, 20, 1000, 100, 7));
        steal(node, DMA, MAY_WAKE);
        node.beginKswapdRound();
        stealBack(node, DMA);
        assertThat(boost(node, DMA)).isEqualTo(1024);
        node.endKswapdRound();
        assertThat(boost(node, DMA)).isEqualTo(512);
        node.beginKswapdRound();
        node.endKswapdRound();
        assertThat(boost(node, DMA)).isZero();
    }

    @Test
    void whatIsAskedDuringTheRoundIsTheNextOnes() {
        PgData node = node();
        steal(node, DMA, MAY_WAKE);
        node.beginKswapdRound();
        assertThat(node.wakeKswapd(0, DMA32)).isFalse();
        node.endKswapdRound();
        assertThat(node.kswapdAwake()).isTrue();
        assertThat(node.runKswapd()).isFalse();
        assertThat(node.snapshot().kswapdWakes()).isEqualTo(1);
        assertThat(node.snapshot().kswapdSleeps()).isEqualTo(1);
    }

    @Test
    void recomputedMarksLeaveNothingToTakeOff() {
        PgData node = node();
        steal(node, DMA, MAY_WAKE);
        node.beginKswapdRound();
        node.install(DMA, params(10, 20, 200, 100, 7));
        node.endKswapdRound();
        assertThat(boost(node, DMA)).isZero();
        assertThat(node.kswapdAwake()).isFalse();
    }

    @Test
    void oneZoneAboveItsHighMarkIsEnough() {
        PgData node = node();
        node.install(DMA, params(10, 20, 2000, 100, 7));
        assertThat(node.wakeKswapd(0, DMA)).isTrue();
        node.runKswapd();
        assertThat(node.kswapdAwake()).isTrue();
        // DMA32 has 480 pages, more than 200.
        node.wakeKswapd(0, DMA32);
        assertThat(node.runKswapd()).isFalse();
        assertThat(node.wakeKswapd(0, DMA32)).isFalse();
        assertThat(node.wakeKswapd(0, DMA)).isTrue();
    }

    @Test
    void aBalancedNodeIsWokenForABoost() {
        PgData node = booted(zone(DMA, 1024, 3072), zone(DMA32, 4096, 6144));
        node.install(DMA32, params(10, 20, 30, 0, 1));
        assertThat(node.wakeKswapd(0, DMA32)).isFalse();
        PgData boosted = node();
        steal(boosted, DMA, LOW);
        assertThat(boosted.wakeKswapd(0, DMA32)).isTrue();
    }

    @Test
    void whatIsAskedForZonesWithoutMemoryIsForgotten() {
        PgData node = booted(zone(NORMAL, 1024, 3072));
        List<Long> pfns = ask(NORMAL).count(2048).flags(ANY).pfns(node);
        for (int i = 0; i < 2048; i += 2) {
            node.free(OWNER, pfns.get(i), 0, GRANT, 0);
        }
        node.install(NORMAL, params(10, 20, 2000, 0, 1));
        assertThat(node.wakeKswapd(3, DMA)).isFalse();
        assertThat(node.wakeKswapd(0, NORMAL)).isTrue();
        node.install(NORMAL, params(10, 20, 30, 0, 1));
        // Enough for order 0; for order 3 there is no block.
        assertThat(node.runKswapd()).isFalse();
    }

    @Test
    void roundsDoNotOverlap() {
        PgData node = node();
        node.beginKswapdRound();
        assertThatIllegalStateException().isThrownBy(node::beginKswapdRound);
        node.endKswapdRound();
        assertThatIllegalStateException().isThrownBy(node::endKswapdRound);
    }
}
