package io.numactor.mm.node;

import static io.numactor.mm.node.TestNode.GRANT;
import static io.numactor.mm.node.TestNode.OWNER;
import static io.numactor.mm.node.TestNode.ask;
import static io.numactor.mm.node.TestNode.booted;
import static io.numactor.mm.node.TestNode.params;
import static io.numactor.mm.node.TestNode.zone;
import static io.numactor.mm.page.MigrateType.MOVABLE;
import static io.numactor.mm.page.MigrateType.RECLAIMABLE;
import static io.numactor.mm.page.MigrateType.UNMOVABLE;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.page.MigrateType;
import io.numactor.mm.zone.ZoneSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

/** buddy.md section 5: which block a request without one of its own takes, and how much of the pageblock comes with it. */
class StealTest {
    private static ZoneSnapshot normal(PgData node) {
        return node.snapshot().zone(NORMAL);
    }

    /** All of 1024 to the end in use, in blocks of that order and type: the pageblocks are of that type, too. */
    private static PgData inUse(int end, MigrateType type, int order) {
        PgData node = booted(zone(NORMAL, 1024, end));
        ask(NORMAL).type(type).order(order).count((end - 1024) >> order).of(node);
        assertThat(normal(node).free()).isZero();
        return node;
    }

    private static void free(PgData node, int order, long... pfns) {
        for (long pfn : pfns) {
            node.free(OWNER, pfn, order, GRANT, 0);
        }
    }

    /** One free order-5 block of each type but the request's, Movable in the pageblock at 1024, the others behind it. */
    private static PgData oneFreeOfEach() {
        PgData node = booted(zone(NORMAL, 1024, 1024 + 1536));
        ask(NORMAL).order(9).of(node);
        ask(NORMAL).order(9).type(UNMOVABLE).of(node);
        ask(NORMAL).order(9).type(RECLAIMABLE).of(node);
        assertThat(normal(node).pageblocks()).containsExactly(1L, 1L, 1L, 0L, 0L);
        return node;
    }

    private static MigrateType typeThatLost(MigrateType wanted) {
        PgData node = oneFreeOfEach();
        for (MigrateType type : List.of(MOVABLE, UNMOVABLE, RECLAIMABLE)) {
            if (type != wanted) {
                freePart(node, type);
            }
        }
        ask(NORMAL).type(wanted).order(5).of(node);
        return List.of(MOVABLE, UNMOVABLE, RECLAIMABLE).stream()
                .filter(type -> type != wanted && normal(node).freeBlocks(5, type) == 0)
                .findFirst()
                .orElseThrow();
    }

    private static void freePart(PgData node, MigrateType type) {
        long pfn = switch (type) {
            case MOVABLE -> 1024;
            case UNMOVABLE -> 1536;
            default -> 2048;
        };
        node.free(OWNER, pfn, 9, GRANT, 0);
        ask(NORMAL).type(type).order(8).of(node);
        ask(NORMAL).type(type).order(7).of(node);
        ask(NORMAL).type(type).order(6).of(node);
        ask(NORMAL).type(type).order(5).of(node);
    }

    @Test
    void eachTypeHasItsOrderOfOthersToTakeFrom() {
        assertThat(typeThatLost(UNMOVABLE)).isEqualTo(RECLAIMABLE);
        assertThat(typeThatLost(MOVABLE)).isEqualTo(RECLAIMABLE);
        assertThat(typeThatLost(RECLAIMABLE)).isEqualTo(UNMOVABLE);
    }

    @Test
    void aMovableRequestCountsMovablePagesInUseAsItsOwn() {
        PgData node = inUse(2048, UNMOVABLE, 7);
        free(node, 7, 1024 + 128);
        // 128 pages free, none in use movable: less than half a pageblock.
        assertThat(ask(NORMAL).order(7).pfns(node)).containsExactly(1024L + 128);
        assertThat(normal(node).pageblocks()).containsExactly(2L, 0L, 0L, 0L, 0L);
        free(node, 7, 1024 + 256);
        // 128 free, 128 movable: half.
        assertThat(ask(NORMAL).order(7).pfns(node)).containsExactly(1024L + 256);
        assertThat(normal(node).pageblocks()).containsExactly(1L, 1L, 0L, 0L, 0L);
        node.validate();
    }

    @Test
    void anUnmovableRequestCountsPagesOfAMovablePageblockThatCannotMoveAsItsOwn() {
        PgData node = inUse(2048, MOVABLE, 7);
        free(node, 7, 1536 + 128);
        // 128 pages free, all others movable.
        assertThat(ask(NORMAL).type(UNMOVABLE).order(7).pfns(node)).containsExactly(1536L + 128);
        assertThat(normal(node).pageblocks()).containsExactly(0L, 2L, 0L, 0L, 0L);
        free(node, 7, 1536 + 256);
        // 128 free, 256 movable, so 128 that cannot move: half.
        assertThat(ask(NORMAL).type(UNMOVABLE).order(7).pfns(node)).containsExactly(1536L + 256);
        assertThat(normal(node).pageblocks()).containsExactly(1L, 1L, 0L, 0L, 0L);
        node.validate();
    }

    @Test
    void anUnmovableRequestCountsNoPagesInUseOfAReclaimablePageblock() {
        PgData node = inUse(2048, RECLAIMABLE, 7);
        for (long pfn : new long[] {1024, 1024 + 128, 1024 + 256}) {
            free(node, 7, pfn);
            assertThat(ask(NORMAL).type(UNMOVABLE).order(7).pfns(node)).containsExactly(pfn);
        }
        assertThat(normal(node).pageblocks()).containsExactly(0L, 0L, 2L, 0L, 0L);
    }

    @Test
    void fromOrderFourOnAMovableRequestTakesAllThatIsFreeInThePageblock() {
        PgData node = inUse(1536, UNMOVABLE, 0);
        for (long pfn = 1024 + 64; pfn < 1024 + 80; pfn++) {
            free(node, 0, pfn);
        }
        free(node, 0, 1024, 1024 + 200);
        assertThat(normal(node).freeBlocks(4, UNMOVABLE)).isEqualTo(1);
        // Moved ascending, each to the tail of its list: the first single page is served.
        assertThat(ask(NORMAL).pfns(node)).containsExactly(1024L);
        assertThat(normal(node).freeBlocks(4, MOVABLE)).isEqualTo(1);
        assertThat(normal(node).freeBlocks(0, MOVABLE)).isEqualTo(1);
        assertThat(normal(node).pageblocks()).containsExactly(1L, 0L, 0L, 0L, 0L);
        node.validate();
    }

    @Test
    void nothingBeforeTheBlockMovesWhereTheZoneBeginsInsideThePageblock() {
        PgData node = booted(zone(NORMAL, 1024 + 64, 2048));
        ask(NORMAL).order(9).of(node);
        ask(NORMAL).type(UNMOVABLE).order(5).count(14).of(node);
        assertThat(normal(node).free()).isZero();
        free(node, 5, 1024 + 64, 1024 + 256, 1024 + 320);
        // The head of the list is the block freed last; the two before it stay Unmovable.
        assertThat(ask(NORMAL).order(5).pfns(node)).containsExactly(1024L + 320);
        assertThat(normal(node).freeBlocks(5, UNMOVABLE)).isEqualTo(2);
        node.validate();
    }

    @Test
    void whereTheZoneEndsInsideThePageblockOnlyTheBlockMoves() {
        // The last pageblock lacks one page.
        PgData node = inUse(2047, MOVABLE, 0);
        for (long pfn = 1536; pfn < 1536 + 256; pfn++) {
            free(node, 0, pfn);
        }
        free(node, 0, 1536 + 300);
        assertThat(ask(NORMAL).type(UNMOVABLE).pfns(node)).containsExactly(1536L);
        // Half of the pageblock was free, yet it stays Movable, and so does the single page.
        assertThat(normal(node).freeBlocks(0, MOVABLE)).isEqualTo(1);
        assertThat(normal(node).pageblocks()).containsExactly(0L, 2L, 0L, 0L, 0L);
        node.validate();
    }

    @Test
    void aRefillThatStealsMidwayTakesItsBatchAndNoMore() {
        PgData node = booted(zone(NORMAL, 1024, 3072));
        ask(NORMAL).type(UNMOVABLE).order(10).of(node);
        ask(NORMAL).order(10).of(node);
        free(node, 10, 1024);
        node.free(OWNER, 2048, 10, GRANT, 0);
        ask(NORMAL).order(9).of(node);
        ask(NORMAL).order(8).of(node);
        ask(NORMAL).order(7).of(node);
        ask(NORMAL).order(6).of(node);
        ask(NORMAL).order(5).of(node);
        ask(NORMAL).order(4).of(node);
        ask(NORMAL).order(3).of(node);
        ask(NORMAL).order(2).of(node);
        node.install(NORMAL, params(0, 0, 0, 100, 7));
        // Four movable pages are left; three more come from the pages stolen.
        ask(NORMAL).of(node);
        assertThat(normal(node).pagesets().get(0).count()).isEqualTo(6);
        assertThat(normal(node).activity().steals()).isEqualTo(2);
        node.validate();
    }
}
