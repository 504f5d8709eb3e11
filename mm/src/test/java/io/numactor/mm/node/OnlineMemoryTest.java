package io.numactor.mm.node;

import static io.numactor.mm.node.TestNode.OWNER;
import static io.numactor.mm.node.TestNode.ask;
import static io.numactor.mm.node.TestNode.booted;
import static io.numactor.mm.node.TestNode.range;
import static io.numactor.mm.node.TestNode.zone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.mm.page.MigrateType;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zone.ZoneSnapshot;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Memory blocks that come and go while the node runs. */
final class OnlineMemoryTest {
    private static final long BLOCK = 32_768;
    private static final PfnRange FIRST = range(32 * BLOCK, 33 * BLOCK);
    private static final PfnRange SECOND = range(33 * BLOCK, 34 * BLOCK);

    private final PgData empty = new PgData(TestNode.layout(2), 4);

    private static ZoneSnapshot zoneOf(PgData node, ZoneType type) {
        return node.snapshot().zones().get(type.ordinal());
    }

    @Test
    void aNodeThatHadNothingServesFromItsFirstBlock() {
        empty.online(FIRST, ZoneType.MOVABLE);
        ZoneSnapshot movable = zoneOf(empty, ZoneType.MOVABLE);
        assertThat(movable.startPfn()).isEqualTo(1_048_576);
        assertThat(movable.spanned()).isEqualTo(BLOCK);
        assertThat(movable.managed()).isEqualTo(BLOCK);
        assertThat(movable.freeBlocks().get(10)).isEqualTo(32);
        assertThat(movable.pageblocks().get(MigrateType.MOVABLE.ordinal())).isEqualTo(64);
        assertThat(empty.tryOne(ask(ZoneType.MOVABLE).request())).isEqualTo(1_048_576);
        empty.validate();
    }

    @Test
    void theSpanGrowsOverAHoleAndShrinksOnlyAtItsEnds() {
        PgData node = booted(zone(ZoneType.DMA32, 4096, 4 * BLOCK));
        PfnRange far = range(6 * BLOCK, 7 * BLOCK);
        PfnRange farther = range(7 * BLOCK, 8 * BLOCK);
        node.online(far, ZoneType.DMA32);
        node.online(farther, ZoneType.DMA32);
        assertThat(zoneOf(node, ZoneType.DMA32).spanned()).isEqualTo(8 * BLOCK - 4096);
        assertThat(zoneOf(node, ZoneType.DMA32).present()).isEqualTo(6 * BLOCK - 4096);
        assertThat(node.offline(far, ZoneType.DMA32).isEmpty()).isTrue();
        assertThat(zoneOf(node, ZoneType.DMA32).spanned()).isEqualTo(8 * BLOCK - 4096);
        assertThat(node.offline(farther, ZoneType.DMA32).isEmpty()).isTrue();
        assertThat(zoneOf(node, ZoneType.DMA32).spanned()).isEqualTo(4 * BLOCK - 4096);
        node.validate();
    }

    @Test
    void aBlockInUseStaysAndNamesItsOwners() {
        empty.online(FIRST, ZoneType.NORMAL);
        empty.online(SECOND, ZoneType.NORMAL);
        empty.tryZones(ask(ZoneType.NORMAL).order(9).count(64 + 2).request());
        BlockHolders holders = empty.offline(SECOND, ZoneType.NORMAL);
        assertThat(holders.owners()).isEqualTo(Map.of(OWNER, 1024L));
        assertThat(zoneOf(empty, ZoneType.NORMAL).managed()).isEqualTo(2 * BLOCK);
        empty.closeOwner(OWNER, 0);
        assertThat(empty.offline(SECOND, ZoneType.NORMAL).isEmpty()).isTrue();
        assertThat(zoneOf(empty, ZoneType.NORMAL).managed()).isEqualTo(BLOCK);
        empty.validate();
    }

    /** The pageblocks that came are wholly inside the zone: half of one can be claimed. */
    @Test
    void pageblocksThatCameOnlineChangeTheirTypeAsOthersDo() {
        empty.online(FIRST, ZoneType.NORMAL);
        empty.tryZones(ask(ZoneType.NORMAL).type(MigrateType.UNMOVABLE).order(5).request());
        empty.tryZones(ask(ZoneType.NORMAL).order(10).count(31).request());
        empty.tryZones(ask(ZoneType.NORMAL).order(9).request());
        assertThat(zoneOf(empty, ZoneType.NORMAL).pageblocks()).containsExactly(1L, 63L, 0L, 0L, 0L);
        empty.tryZones(ask(ZoneType.NORMAL).request());
        assertThat(zoneOf(empty, ZoneType.NORMAL).pageblocks()).containsExactly(0L, 64L, 0L, 0L, 0L);
        empty.validate();
    }

    @Test
    void pagesInPagesetsDoNotKeepABlockOnline() {
        empty.online(FIRST, ZoneType.NORMAL);
        empty.install(ZoneType.NORMAL, TestNode.params(0, 0, 0, 64, 8));
        long pfn = empty.tryOne(ask(ZoneType.NORMAL).request());
        empty.free(OWNER, pfn, 0, TestNode.GRANT, 0);
        assertThat(zoneOf(empty, ZoneType.NORMAL).pagesetPages()).isEqualTo(8);
        assertThat(empty.offline(FIRST, ZoneType.NORMAL).isEmpty()).isTrue();
    }

    /** Zones of one node may span each other, as Movable does what lies between its blocks. */
    @Test
    void aPageInTwoSpansIsOfTheZoneThatHasItAsRam() {
        PgData node = booted(
                TestNode.zone(
                        ZoneType.DMA32,
                        java.util.List.of(range(1024, 2048), range(4096, 5120)),
                        java.util.List.of(range(1024, 2048)),
                        java.util.List.of()),
                zone(ZoneType.NORMAL, 2048, 3072));
        assertThat(node.page(2100).orElseThrow().zone()).isEqualTo(ZoneType.NORMAL);
        assertThat(node.page(2100).orElseThrow().use()).isEqualTo(PageView.Use.FREE);
        assertThat(node.page(3100).orElseThrow().zone()).isEqualTo(ZoneType.DMA32);
        assertThat(node.page(3100).orElseThrow().use()).isEqualTo(PageView.Use.HOLE);
        assertThat(node.page(4100).orElseThrow().use()).isEqualTo(PageView.Use.RESERVED);
        assertThat(booted(TestNode.pcDma()).page(0)).isEmpty();
    }

    @Test
    void reservedPagesKeepABlockOnline() {
        PgData node = booted(TestNode.zone(
                ZoneType.NORMAL,
                java.util.List.of(range(BLOCK, 3 * BLOCK)),
                java.util.List.of(range(BLOCK + 3, 3 * BLOCK)),
                java.util.List.of()));
        assertThat(node.offline(range(BLOCK, 2 * BLOCK), ZoneType.NORMAL).reservedPages())
                .isEqualTo(3);
        assertThat(node.offline(range(2 * BLOCK, 3 * BLOCK), ZoneType.NORMAL).isEmpty())
                .isTrue();
        node.validate();
    }

    @Test
    void aZoneThatLosesItsLastBlockIsEmptyAndMayReturn() {
        empty.online(FIRST, ZoneType.MOVABLE);
        empty.offline(FIRST, ZoneType.MOVABLE);
        assertThat(zoneOf(empty, ZoneType.MOVABLE).spanned()).isZero();
        assertThat(empty.tryOne(ask(ZoneType.MOVABLE).request())).isEqualTo(-1);
        empty.online(FIRST, ZoneType.NORMAL);
        assertThat(empty.tryOne(ask(ZoneType.NORMAL).request())).isEqualTo(1_048_576);
        empty.validate();
    }

    @Test
    void refusesMemoryBelowTheFirstFrameAndMemoryTwice() {
        empty.online(SECOND, ZoneType.NORMAL);
        assertThatThrownBy(() -> empty.online(FIRST, ZoneType.NORMAL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("below");
        assertThatThrownBy(() -> empty.online(SECOND, ZoneType.MOVABLE)).hasMessageContaining("online in N2/Normal");
        assertThatThrownBy(() -> empty.offline(FIRST, ZoneType.NORMAL)).hasMessageContaining("not all RAM");
    }

    @Test
    void everyPageSaysWhatHoldsIt() {
        PgData node = booted(TestNode.pcDma());
        node.install(ZoneType.DMA, TestNode.params(0, 0, 0, 64, 8));
        long pfn = node.tryOne(ask(ZoneType.DMA).cpu(3, 1).request());
        PageView handedOut = node.page(pfn).orElseThrow();
        assertThat(handedOut.use()).isEqualTo(PageView.Use.ALLOCATED);
        assertThat(handedOut.owner()).isEqualTo(OWNER);
        PageView cached = node.page(pfn + 1).orElseThrow();
        assertThat(cached.use()).isEqualTo(PageView.Use.PAGESET);
        assertThat(cached.cpu()).hasValue(3);
        PageView free = node.page(4095).orElseThrow();
        assertThat(free.use()).isEqualTo(PageView.Use.FREE);
        assertThat(free.headPfn()).isEqualTo(3072);
        assertThat(free.order()).isEqualTo(10);
        assertThat(node.page(Long.MAX_VALUE)).isEmpty();
        assertThat(node.page(-1)).isEmpty();
        assertThat(node.page(1).orElseThrow().use()).isEqualTo(PageView.Use.RESERVED);
        assertThat(node.page(200).orElseThrow().use()).isEqualTo(PageView.Use.HOLE);
        assertThat(node.page(4096)).isEqualTo(Optional.empty());
    }
}
