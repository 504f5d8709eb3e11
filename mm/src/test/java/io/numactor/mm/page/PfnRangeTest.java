package io.numactor.mm.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class PfnRangeTest {
    private static PfnRange range(long start, long end) {
        return new PfnRange(start, end);
    }

    @Test
    void onlyWholePagesAreInside() {
        assertThat(PfnRange.inside(0x1000, 0x9fc00)).isEqualTo(range(1, 159));
        assertThat(PfnRange.inside(0x1001, 0x3000)).isEqualTo(range(2, 3));
        assertThat(PfnRange.inside(0, 0)).isEqualTo(range(0, 0));
        // Less than a page, and not a whole one.
        assertThat(PfnRange.inside(0x1001, 0x1fff).isEmpty()).isTrue();
        assertThat(range(5, 6).isEmpty()).isFalse();
        assertThat(range(159, 256).pages()).isEqualTo(97);
    }

    @Test
    void aRangeHoldsItsStartAndNotItsEnd() {
        assertThat(range(2, 4).contains(1)).isFalse();
        assertThat(range(2, 4).contains(2)).isTrue();
        assertThat(range(2, 4).contains(3)).isTrue();
        assertThat(range(2, 4).contains(4)).isFalse();
    }

    @Test
    void rangesThatOnlyMeetDoNotOverlap() {
        assertThat(range(2, 4).overlaps(range(4, 6))).isFalse();
        assertThat(range(4, 6).overlaps(range(2, 4))).isFalse();
        assertThat(range(2, 5).overlaps(range(4, 6))).isTrue();
        assertThat(range(4, 6).overlaps(range(2, 5))).isTrue();
        assertThat(range(2, 5).intersection(range(4, 6))).isEqualTo(range(4, 5));
        assertThat(range(4, 6).intersection(range(2, 5))).isEqualTo(range(4, 5));
        assertThat(range(1, 2).intersection(range(4, 6)).isEmpty()).isTrue();
    }

    @Test
    void rangesThatMeetOrOverlapAreJoined() {
        assertThat(PfnRange.join(List.of(range(1, 3), range(3, 5), range(4, 9), range(5, 6), range(10, 12))))
                .containsExactly(range(1, 9), range(10, 12));
        assertThat(PfnRange.with(List.of(range(1, 3), range(7, 9)), range(3, 7)))
                .containsExactly(range(1, 9));
        assertThat(PfnRange.with(List.of(range(7, 9)), range(1, 3))).containsExactly(range(1, 3), range(7, 9));
    }

    @Test
    void whatIsTakenLeavesThePartsAroundIt() {
        List<PfnRange> ranges = List.of(range(1, 3), range(4, 9), range(10, 12));
        assertThat(PfnRange.without(ranges, range(5, 7)))
                .containsExactly(range(1, 3), range(4, 5), range(7, 9), range(10, 12));
        assertThat(PfnRange.without(ranges, range(4, 9))).containsExactly(range(1, 3), range(10, 12));
        assertThat(PfnRange.without(ranges, range(2, 11))).containsExactly(range(1, 2), range(11, 12));
        assertThat(PfnRange.without(ranges, range(3, 4))).isEqualTo(ranges);
    }

    @Test
    void rangesAreOrderedByStartThenEnd() {
        assertThat(List.of(range(2, 3), range(1, 5), range(1, 4)).stream().sorted())
                .containsExactly(range(1, 4), range(1, 5), range(2, 3));
        assertThat(range(0x100, 0x200)).hasToString("pfn [0x100, 0x200)");
    }

    @Test
    void noRangeEndsBeforeItBegins() {
        assertThatIllegalArgumentException().isThrownBy(() -> range(3, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> range(-1, 2));
    }
}
