package io.numactor.load.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which CPUs have not added to a zone's counter what its free blocks have more. */
class UncountedTest {
    private static final List<Integer> OTHERS = List.of(3, 2);

    @Test
    void eachCpuOfAnotherNodeMayHaveGivenBackABatch() {
        assertThat(Uncounted.byCpu(4, OTHERS, 7, 7, 12)).containsExactly(0, 0, 0, 7);
        assertThat(Uncounted.byCpu(4, OTHERS, 14, 7, 12)).containsExactly(0, 0, 7, 7);
    }

    @Test
    void whatIsNoBatchIsNobodys() {
        assertThat(Uncounted.byCpu(4, OTHERS, 6, 7, 12)).containsOnly(0);
        assertThat(Uncounted.byCpu(4, OTHERS, -7, 7, 12)).containsOnly(0);
        assertThat(Uncounted.byCpu(4, OTHERS, 11, 7, 12)).containsExactly(0, 0, 0, 7);
    }

    @Test
    void noCpuKeepsMoreToItselfThanItMay() {
        assertThat(Uncounted.byCpu(4, OTHERS, 28, 7, 5)).containsExactly(0, 0, 5, 5);
    }

    @Test
    void oneNodeHasNoOthers() {
        assertThat(Uncounted.byCpu(2, List.of(), 7, 7, 12)).containsExactly(0, 0);
    }
}
