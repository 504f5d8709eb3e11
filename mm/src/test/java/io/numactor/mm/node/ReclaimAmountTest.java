package io.numactor.mm.node;

import static io.numactor.mm.node.TestNode.ask;
import static io.numactor.mm.node.TestNode.booted;
import static io.numactor.mm.node.TestNode.params;
import static io.numactor.mm.node.TestNode.zone;
import static io.numactor.mm.page.MigrateType.RECLAIMABLE;
import static io.numactor.mm.topology.ZoneType.DMA;
import static io.numactor.mm.topology.ZoneType.DMA32;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.ZoneAnswer;
import io.numactor.mm.topology.ZoneType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** watermarks.md sections 7 and 9: how much is reclaimed, where, and what the answer says of it. */
class ReclaimAmountTest {
    private static final int ANY = AllocFlags.NO_WATERMARKS;
    private static final long CACHE = 100;

    private static void cache(PgData node, ZoneType zone, int grant, int pages) {
        int served = ask(zone)
                .owner(CACHE, grant)
                .count(pages)
                .flags(ANY)
                .reclaimable()
                .of(node)
                .served();
        assertThat(served).isEqualTo(pages);
    }

    /** 8192 pages: so many are page cache, the others but 100 in use. Low is 100. */
    private static PgData full(ZoneType zone, int cached) {
        PgData node = booted(zone(zone, 1024, 1024 + 8192));
        cache(node, zone, 1, cached);
        ask(zone).count(8092 - cached).flags(ANY).of(node);
        node.install(zone, params(10, 100, 300, 0, 1));
        return node;
    }

    private static ZoneAnswer askReclaiming(PgData node, ZoneType zone, int order, int grant) {
        return ask(zone).owner(7, grant).order(order).nodeReclaim().of(node);
    }

    @Test
    void aNodeReclaimsAtLeastAsManyPagesAsTheRequestsBlockHas() {
        assertThat(askReclaiming(full(NORMAL, 8000), NORMAL, 0, 2).reclaimed()).isEqualTo(32);
        assertThat(askReclaiming(full(NORMAL, 8000), NORMAL, 5, 2).reclaimed()).isEqualTo(32);
        assertThat(askReclaiming(full(NORMAL, 8000), NORMAL, 7, 2).reclaimed()).isEqualTo(128);
    }

    @Test
    void eachAnswerCountsItsOwnReclaim() {
        PgData node = full(NORMAL, 8000);
        assertThat(askReclaiming(node, NORMAL, 5, 2).reclaimed()).isEqualTo(32);
        assertThat(askReclaiming(node, NORMAL, 6, 3).reclaimed()).isEqualTo(64);
        assertThat(askReclaiming(node, NORMAL, 0, 4).reclaimed()).isEqualTo(32);
    }

    /** min_unmapped of 8192 managed pages is 81. */
    @Test
    void exactlyTheShareThatIsLeftAloneIsLeftAlone() {
        assertThat(askReclaiming(full(NORMAL, 81), NORMAL, 0, 2).reclaimed()).isZero();
        assertThat(askReclaiming(full(NORMAL, 82), NORMAL, 0, 2).reclaimed()).isEqualTo(32);
    }

    @Test
    void theLowestZoneIsReclaimedInToo() {
        PgData node = full(DMA, 8000);
        assertThat(askReclaiming(node, DMA, 0, 2).reclaimed()).isEqualTo(32);
        assertThat(node.reclaimDirectly(0, DMA, List.of(DMA), 0, 32, 0).pages()).isEqualTo(32);
    }

    /** Where single pages are free, and no pair, all of the page cache would not make one for anybody. */
    @Test
    void reclaimCannotHelpWhereNoBlockIsLargeEnough() {
        PgData node = booted(zone(NORMAL, 1024, 3072));
        List<Long> pfns = ask(NORMAL).count(2048).flags(ANY).pfns(node);
        for (long pfn : pfns) {
            if (pfn % 2 == 0) {
                node.free(TestNode.OWNER, pfn, 0, TestNode.GRANT, 0);
            }
        }
        assertThat(mayHelp(node, 0, AllocFlags.WMARK_MIN)).isTrue();
        assertThat(mayHelp(node, 1, AllocFlags.WMARK_MIN)).isFalse();
        assertThat(mayHelp(node, 1, AllocFlags.WMARK_MIN | AllocFlags.OOM)).isFalse();
        node.free(TestNode.OWNER, 1025, 0, TestNode.GRANT, 0);
        assertThat(mayHelp(node, 1, AllocFlags.WMARK_MIN)).isTrue();
    }

    private static boolean mayHelp(PgData node, int order, int flags) {
        return node.reclaimDirectly(order, NORMAL, List.of(NORMAL), flags, 1, 0).mayHelp();
    }

    @Test
    void theOldestGoesFirstWhicheverZoneItIsIn() {
        PgData node = booted(zone(DMA, 1024, 3072), zone(DMA32, 4096, 6144));
        cache(node, DMA32, 1, 40);
        cache(node, DMA, 2, 40);
        cache(node, DMA32, 3, 40);
        node.reclaimDirectly(0, DMA32, List.of(DMA32), 0, 60, 0);
        assertThat(node.zone(DMA32).inactive().pages()).isEqualTo(40);
        assertThat(node.zone(DMA).inactive().pages()).isEqualTo(20);
        node.reclaimDirectly(0, DMA32, List.of(DMA32), 0, 30, 0);
        assertThat(node.zone(DMA32).inactive().pages()).isEqualTo(30);
        assertThat(node.zone(DMA).inactive().pages()).isZero();
    }

    @Test
    void anAnswerSaysWhetherPageCacheIsLeft() {
        PgData node = booted(zone(NORMAL, 1024, 3072));
        assertThat(ask(NORMAL).of(node).reclaimable()).isFalse();
        cache(node, NORMAL, 1, 1);
        assertThat(ask(NORMAL).of(node).reclaimable()).isTrue();
        assertThat(node.mayMakeRoom()).isTrue();
        node.closeOwner(CACHE, 0);
        assertThat(ask(NORMAL).of(node).reclaimable()).isFalse();
        assertThat(node.mayMakeRoom()).isFalse();
    }

    @Test
    void aBoostAboveTheMarkIsReclaimedPageForPage() {
        PgData node = booted(zone(NORMAL, 1024, 1024 + 8 * 1024));
        ask(NORMAL).type(RECLAIMABLE).order(5).of(node);
        cache(node, NORMAL, 1, 2048);
        ask(NORMAL).owner(8, 2).order(10).count(5).flags(ANY).of(node);
        ask(NORMAL).order(9).flags(ANY).of(node);
        node.install(NORMAL, params(10, 20, 100, 0, 1));
        ask(NORMAL).of(node);
        assertThat(node.zone(NORMAL).boost()).isEqualTo(512);
        node.closeOwner(8, 0);
        // 479 + 5 x 1024 pages are free, more than 100 + 512.
        assertThat(node.kswapdAwake()).isTrue();
        assertThat(node.runKswapd()).isFalse();
        assertThat(node.snapshot().zone(NORMAL).reclaim().byKswapd()).isEqualTo(512);
        assertThat(node.zone(NORMAL).boost()).isZero();
    }
}
