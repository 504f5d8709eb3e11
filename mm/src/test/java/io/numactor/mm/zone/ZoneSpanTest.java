package io.numactor.mm.zone;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a zone's span follows its memory when blocks of 128 MiB come and go. */
class ZoneSpanTest {
    private static final long BLOCK = 32_768;

    private static PfnRange blocks(long first, long end) {
        return new PfnRange(first * BLOCK, end * BLOCK);
    }

    private static ZoneSpan span(PfnRange... memory) {
        ZoneSpan span = ZoneSpan.EMPTY;
        for (PfnRange range : memory) {
            span = span.with(range);
        }
        return span;
    }

    @Test
    void growsInBothDirectionsOverHoles() {
        assertThat(span(blocks(4, 5)).range()).isEqualTo(blocks(4, 5));
        assertThat(span(blocks(4, 5), blocks(7, 8)).range()).isEqualTo(blocks(4, 8));
        ZoneSpan both = span(blocks(4, 5), blocks(7, 8), blocks(2, 3));
        assertThat(both.range()).isEqualTo(blocks(2, 8));
        assertThat(both.present()).isEqualTo(3 * BLOCK);
        assertThat(both.memory()).containsExactly(blocks(2, 3), blocks(4, 5), blocks(7, 8));
    }

    @Test
    void shrinksAtItsEndsOnly() {
        ZoneSpan span = span(blocks(2, 3), blocks(4, 5), blocks(7, 8));
        assertThat(span.without(blocks(4, 5)).range()).isEqualTo(blocks(2, 8));
        assertThat(span.without(blocks(2, 3)).range()).isEqualTo(blocks(4, 8));
        assertThat(span.without(blocks(7, 8)).range()).isEqualTo(blocks(2, 5));
        assertThat(span(blocks(4, 5)).without(blocks(4, 5))).isEqualTo(ZoneSpan.EMPTY);
    }

    @Test
    void aSpanThatShrinksEndsWhereASectionDoes() {
        ZoneSpan span = new ZoneSpan(
                BLOCK, 3 * BLOCK, List.of(new PfnRange(BLOCK, BLOCK + 100), new PfnRange(3 * BLOCK, 4 * BLOCK)));
        assertThat(span.without(blocks(3, 4)).range()).isEqualTo(blocks(1, 2));
    }

    @Test
    void touchesWhatItSpansWhetherRamOrNot() {
        ZoneSpan span = span(blocks(4, 5), blocks(7, 8));
        assertThat(span.intersects(blocks(5, 6))).isTrue();
        assertThat(span.intersects(blocks(8, 9))).isFalse();
        assertThat(span.intersects(blocks(3, 4))).isFalse();
        assertThat(new ZoneSpan(0, 0, List.of()).intersects(blocks(0, 1))).isFalse();
    }

    @Test
    void numbersOfZonesThatAKernelLacksAreThoseOfTheLowerNeighbour() {
        assertThat(ZoneSet.X86_64.widened(List.of("a", "b", "c", "d", "e")))
                .containsExactly("a", "b", "c", "c", "d", "e");
        assertThat(ZoneSet.I386.widened(List.of("a", "b", "c", "d"))).containsExactly("a", "a", "b", "c", "d", "d");
        assertThat(new ZoneReclaim(100, 1, 2, 4).total()).isEqualTo(7);
    }
}
