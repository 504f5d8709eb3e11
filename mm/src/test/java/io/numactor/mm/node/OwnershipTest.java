package io.numactor.mm.node;

import static io.numactor.mm.node.TestNode.GRANT;
import static io.numactor.mm.node.TestNode.OWNER;
import static io.numactor.mm.node.TestNode.ask;
import static io.numactor.mm.node.TestNode.booted;
import static io.numactor.mm.node.TestNode.range;
import static io.numactor.mm.node.TestNode.zone;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.FreeOutcome;
import io.numactor.mm.alloc.ZoneRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** No page is in two hands, and what reclaim takes is known to be gone. */
class OwnershipTest {
    private final PgData node = booted(zone(NORMAL, 2048, 4096));

    @Test
    void aBlockIsHeldUnderAllItWasHandedOutWith() {
        long pfn = ask(NORMAL).order(2).count(2).pfns(node).get(1);
        assertThat(pfn).isEqualTo(2052);
        assertThat(node.holds(OWNER, pfn, 2, GRANT)).isTrue();
        assertThat(node.holds(OWNER + 1, pfn, 2, GRANT)).isFalse();
        assertThat(node.holds(OWNER, pfn, 2, GRANT + 1)).isFalse();
        assertThat(node.holds(OWNER, pfn, 1, GRANT)).isFalse();
        assertThat(node.holds(OWNER, pfn + 4, 2, GRANT)).isFalse();
        assertThat(node.holds(OWNER, 1, 2, GRANT)).isFalse();
        node.free(OWNER, pfn, 2, GRANT, 0);
        assertThat(node.holds(OWNER, pfn, 2, GRANT)).isFalse();
    }

    /** A caller may ask again and again with one request, though its owner was closed in between. */
    @Test
    void aRequestUsedAgainBooksForItsOwnerWhoeverHasItsPlaceByNow() {
        ZoneRequest request = ask(NORMAL).owner(1, 5).request();
        node.tryOne(request);
        node.closeOwner(1, 0);
        ask(NORMAL).owner(2, 6).count(3).of(node);
        node.tryOne(request);
        node.tryOne(request);
        assertThat(node.owners()).isEqualTo(Map.of(1L, 2L, 2L, 3L));
        node.closeOwner(1, 0);
        node.isolate(NORMAL, 0, 0, 3);
        node.tryOne(request);
        assertThat(node.owners()).isEqualTo(Map.of(1L, 1L, 2L, 3L, 3L, 1L));
        node.validate();
    }

    @Test
    void anOwnersAccountSaysWhatReclaimTookFromIt() {
        // Ids are unsigned: -1 is the last.
        cache(-1, 1, 10, 0);
        cache(5, 2, 4, 2);
        ask(NORMAL).owner(7, 3).count(2).of(node);
        assertThat(node.reclaimDirectly(0, NORMAL, List.of(NORMAL), 0, 11, 0).pages())
                .isEqualTo(14);
        assertThat(node.ownerPages())
                .containsExactly(new OwnerPages(5, 12, 4), new OwnerPages(7, 2, 0), new OwnerPages(-1, 0, 10));
        node.neverHad(5, 3);
        node.neverHad(99, 3);
        assertThat(node.ownerPages()).contains(new OwnerPages(5, 12, 1));
        node.closeOwner(-1, 0);
        node.closeOwner(5, 0);
        assertThat(node.ownerPages()).containsExactly(new OwnerPages(7, 2, 0));
        node.validate();
    }

    private void cache(long owner, int grant, int blocks, int order) {
        int served = ask(NORMAL)
                .owner(owner, grant)
                .count(blocks)
                .order(order)
                .reclaimable()
                .of(node)
                .served();
        assertThat(served).isEqualTo(blocks);
    }

    @Test
    void aSplitBlockIsFreedInPartsAndIsNoPageCacheAnyMore() {
        ask(NORMAL).order(10).reclaimable().of(node);
        assertThat(node.zone(NORMAL).inactive().pages()).isEqualTo(1024);
        // Named by its last page.
        assertThat(node.split(3071, 3)).isEqualTo(3);
        assertThat(node.zone(NORMAL).inactive().pages()).isZero();
        node.validate();
        assertThat(node.split(3071, 3)).isEqualTo(3);
        assertThat(node.split(3071, 9)).isEqualTo(3);
        assertThat(node.free(OWNER, 3064, 3, GRANT, 0)).isEqualTo(FreeOutcome.FREED);
        assertThat(node.free(OWNER, 2048, 3, GRANT, 0)).isEqualTo(FreeOutcome.FREED);
        assertThat(node.ownedPages(OWNER)).isEqualTo(1008);
        assertThat(node.reclaimDirectly(0, NORMAL, List.of(NORMAL), 0, 11, 0).pages())
                .isZero();
        node.validate();
    }

    @Test
    void onlyPagesThatAreHandedOutCanBeSplit() {
        PgData twoPages = booted(zone(NORMAL, List.of(range(2048, 3072)), List.of(range(2048, 2050)), List.of()));
        assertThat(twoPages.split(2060, 0)).isEqualTo(-1);
        ask(NORMAL).order(1).flags(AllocFlags.NO_WATERMARKS).of(twoPages);
        assertThat(twoPages.split(2050, 0)).isEqualTo(-1);
        assertThat(twoPages.page(2050).orElseThrow().use()).isEqualTo(PageView.Use.RESERVED);
        assertThat(twoPages.page(2049).orElseThrow().use()).isEqualTo(PageView.Use.ALLOCATED);
        assertThat(twoPages.split(2049, 0)).isZero();
        assertThat(twoPages.split(1, 0)).isEqualTo(-1);
        PgData upperHalf = booted(zone(NORMAL, List.of(range(2048, 4096)), List.of(range(3072, 4096)), List.of()));
        assertThat(upperHalf.split(2060, 0)).isEqualTo(-1);
    }

    @Test
    void aPageTakenPastTheBooksIsFoundOut() {
        node.validate();
        node.balance();
        node.zone(NORMAL).rmqueue(0, 4, 1, AllocFlags.NO_WATERMARKS);
        assertThatIllegalStateException()
                .isThrownBy(node::balance)
                .withMessage("N0: 16 pages handed out, but 0 held by owners");
        assertThatIllegalStateException().isThrownBy(node::validate).withMessageContaining("N0/Normal");
    }
}
