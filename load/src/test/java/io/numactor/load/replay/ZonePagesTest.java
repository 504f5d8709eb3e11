package io.numactor.load.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.page.MigrateType;
import io.numactor.mm.zone.Block;
import org.junit.jupiter.api.Test;

class ZonePagesTest {
    private static final int MOVABLE = 1;

    private final ZonePages pages = new ZonePages(4096, 6144);
    private final long[][] counts = new long[MigrateType.count()][11];

    private void free(long from, long to, int event) {
        for (long pfn = from; pfn < to; pfn++) {
            pages.setFree(pfn, MOVABLE, event++);
        }
    }

    @Test
    void takesTheBlocksWithMostPagesKnownFree() {
        pages.present(4096, 6144);
        free(4112, 4120, 5);
        free(4136, 4140, 50);
        counts[MOVABLE][3] = 1;
        counts[MOVABLE][2] = 1;
        assertThat(pages.layOut(counts)).containsExactly(new Block(4112, 3, MOVABLE), new Block(4136, 2, MOVABLE));
    }

    @Test
    void aBlockIsTakenFromItsHead() {
        pages.present(4096, 6144);
        pages.setFree(4113, MOVABLE, 3);
        free(4120, 4121, 9);
        counts[MOVABLE][1] = 1;
        counts[MOVABLE][0] = 1;
        assertThat(pages.layOut(counts)).containsExactly(new Block(4120, 1, MOVABLE), new Block(4113, 0, MOVABLE));
    }

    @Test
    void aPageThatLeftNothingBehindWasABlock() {
        pages.present(4096, 6144);
        pages.setFree(4112, MOVABLE, 3);
        pages.setMostOrder(4112, 0);
        free(4120, 4121, 9);
        counts[MOVABLE][1] = 1;
        counts[MOVABLE][0] = 1;
        assertThat(pages.layOut(counts)).containsExactly(new Block(4120, 1, MOVABLE), new Block(4112, 0, MOVABLE));
    }

    @Test
    void listsAreOrderedByTheFirstEventOfABlock() {
        pages.present(4096, 6144);
        free(4112, 4113, 9);
        free(4114, 4115, 7);
        counts[MOVABLE][0] = 2;
        assertThat(pages.layOut(counts)).containsExactly(new Block(4114, 0, MOVABLE), new Block(4112, 0, MOVABLE));
    }
}
