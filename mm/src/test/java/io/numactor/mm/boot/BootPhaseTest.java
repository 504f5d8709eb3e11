package io.numactor.mm.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BootPhaseTest {
    @Test
    void printsTheKernelsFunctionNames() {
        assertThat(BootPhase.BUILD_ALL_ZONELISTS).hasToString("build_all_zonelists");
        assertThat(BootPhase.SETUP_ARCH).hasToString("setup_arch");
    }

    @Test
    void buildsZonelistsBeforeMemoryIsFreedAndCpusAreUp() {
        assertThat(BootPhase.BUILD_ALL_ZONELISTS).isLessThan(BootPhase.MEM_INIT).isLessThan(BootPhase.SMP_INIT);
    }

    @Test
    void computesMarksBeforeInitSectionsAreFreed() {
        assertThat(BootPhase.KHUGEPAGED_INIT)
                .isGreaterThan(BootPhase.INIT_PER_ZONE_WMARK_MIN)
                .isLessThan(BootPhase.FREE_INITMEM);
    }
}
