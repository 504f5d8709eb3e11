package io.numactor.mm.boot.phase;

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

    @Test
    void namesTheKernelsFunctionsInItsOrder() {
        // start_kernel of 4.x, then that of 6.1 from setup_per_cpu_pageset on
        assertThat(BootPhase.values())
                .extracting(BootPhase::toString)
                .containsSubsequence(
                        "boot_cpu_init",
                        "page_address_init",
                        "setup_arch",
                        "mm_init_cpumask",
                        "setup_command_line",
                        "setup_nr_cpu_ids",
                        "setup_per_cpu_areas",
                        "boot_cpu_state_init",
                        "build_all_zonelists",
                        "page_alloc_init",
                        "mem_init",
                        "setup_per_cpu_pageset",
                        "numa_policy_init",
                        "page_alloc_init_late",
                        "init_per_zone_wmark_min");
    }

    @Test
    void finishesSetupArchBeforePerCpuAreas() {
        assertThat(BootPhase.values())
                .filteredOn(BootPhase::isPartOfSetupArch)
                .startsWith(BootPhase.E820__MEMORY_SETUP)
                .contains(BootPhase.INITMEM_INIT, BootPhase.FREE_AREA_INIT)
                .allMatch(phase -> phase.compareTo(BootPhase.SETUP_PER_CPU_AREAS) < 0);
    }
}
