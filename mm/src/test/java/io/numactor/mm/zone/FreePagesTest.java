package io.numactor.mm.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FreePagesTest {
    @Test
    void isExactWithoutAThreshold() {
        FreePages pages = new FreePages(2);
        pages.add(0, 100);
        pages.add(1, -7);
        assertThat(pages.value()).isEqualTo(93);
        assertThat(pages.exact()).isEqualTo(93);
    }

    @Test
    void aCpuKeepsItsCountUntilItExceedsTheThreshold() {
        FreePages pages = new FreePages(2);
        pages.add(0, 1000);
        pages.setThreshold(12);
        pages.add(0, -7);
        assertThat(pages.value()).isEqualTo(1000);
        pages.add(1, -12);
        assertThat(pages.value()).isEqualTo(1000);
        pages.add(0, -7);
        assertThat(pages.value()).isEqualTo(986);
        assertThat(pages.exact()).isEqualTo(974);
        assertThat(pages.slack()).isEqualTo(24);
    }

    @Test
    void pagesThatComeOneByOneAreCountedOneByOne() {
        FreePages pages = new FreePages(1);
        pages.setThreshold(12);
        pages.addEach(0, 1, 20);
        // 13 exceed the threshold, 7 wait.
        assertThat(pages.value()).isEqualTo(13);
        assertThat(pages.exact()).isEqualTo(20);
    }

    @Test
    void aSmallerThresholdFoldsNothingByItself() {
        FreePages pages = new FreePages(1);
        pages.setThreshold(12);
        pages.add(0, 10);
        pages.setThreshold(1);
        assertThat(pages.value()).isZero();
        pages.add(0, 1);
        assertThat(pages.value()).isEqualTo(11);
    }

    @Test
    void foldingAddsWhatTheCpuHasCounted() {
        FreePages pages = new FreePages(2);
        pages.setThreshold(12);
        pages.add(1, 5);
        pages.fold(0);
        assertThat(pages.value()).isZero();
        pages.fold(1);
        assertThat(pages.value()).isEqualTo(5);
    }

    @Test
    void aRestoredCounterLacksWhatCpusHaveNotAdded() {
        FreePages pages = new FreePages(3);
        pages.setThreshold(12);
        pages.restore(510, List.of(0, 7));
        assertThat(pages.value()).isEqualTo(503);
        assertThat(pages.exact()).isEqualTo(510);
        pages.add(2, 6);
        assertThat(pages.value()).isEqualTo(503);
        pages.add(1, 6);
        assertThat(pages.value()).isEqualTo(516);
        assertThat(pages.exact()).isEqualTo(522);
    }
}
