package io.numactor.mm.stat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FragmentationIndexTest {
    private static final List<Long> CAPTURED = List.of(5L, 4L, 8L, 4L, 3L, 2L, 1L, 2L, 1L, 2L, 229L);
    private static final List<Long> FRAGMENTED = List.of(120L, 60L, 10L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);

    @Test
    void sumsThePagesOfBuddyinfo() {
        assertThat(FragmentationIndex.pages(CAPTURED)).isEqualTo(236_285);
    }

    @Test
    void unusableIndexOfACapturedNode() {
        assertThat(byOrder(k -> FragmentationIndex.unusable(CAPTURED, k)))
                .containsExactly(0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L, 2L, 3L, 7L);
    }

    @Test
    void aFittingBlockMeansNoFragmentation() {
        assertThat(byOrder(k -> FragmentationIndex.fragmentation(CAPTURED, k))).containsOnly(-1000L);
    }

    @Test
    void unusableIndexOfAFragmentedZone() {
        assertThat(byOrder(k -> FragmentationIndex.unusable(FRAGMENTED, k)))
                .containsExactly(0L, 428L, 857L, 1000L, 1000L, 1000L, 1000L, 1000L, 1000L, 1000L, 1000L);
    }

    @Test
    void fragmentationIndexOfAFragmentedZone() {
        assertThat(byOrder(k -> FragmentationIndex.fragmentation(FRAGMENTED, k)))
                .containsExactly(-1000L, -1000L, -1000L, 811L, 903L, 949L, 972L, 984L, 989L, 992L, 994L);
    }

    @Test
    void oneBlockGivesANegativeIndex() {
        assertThat(FragmentationIndex.fragmentation(List.of(1L, 0L, 0L), 1)).isEqualTo(-500);
    }

    @Test
    void nothingFreeIsWhollyUnusableButNotFragmented() {
        List<Long> nothing = List.of(0L, 0L, 0L);
        assertThat(FragmentationIndex.unusable(nothing, 0)).isEqualTo(1000);
        assertThat(FragmentationIndex.fragmentation(nothing, 0)).isZero();
        assertThat(FragmentationIndex.externalPercent(nothing, 0)).isZero();
    }

    @Test
    void externalFragmentationInPercent() {
        assertThat(FragmentationIndex.externalPercent(FRAGMENTED, 1)).isEqualTo(42);
    }

    private static List<Long> byOrder(IntFunction<Long> index) {
        return IntStream.rangeClosed(0, 10).mapToObj(index).toList();
    }
}
