package io.numactor.mm.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StartKernelTest {
    @ParameterizedTest
    @EnumSource
    void buildsZonelistsBeforeAnyPageIsFreed(KernelVersion kernel) {
        List<StartKernel.Step> steps = StartKernel.memoryPart(kernel);

        assertThat(steps)
                .extracting(StartKernel.Step::function)
                .containsSubsequence(
                        "setup_arch",
                        "setup_per_cpu_areas",
                        "build_all_zonelists",
                        "page_alloc_init",
                        "mem_init",
                        "setup_per_cpu_pageset",
                        "rest_init");
        assertThat(steps).allMatch(step -> !step.what().isEmpty());
    }

    @Test
    void movesTheSchedulerBehindMemoryAfter2_6_24() {
        assertThat(StartKernel.memoryPart(KernelVersion.V2_6_24))
                .extracting(StartKernel.Step::function)
                .containsSubsequence("sched_init", "build_all_zonelists");
        assertThat(StartKernel.memoryPart(KernelVersion.V4_4))
                .extracting(StartKernel.Step::function)
                .containsSubsequence("mm_init_cpumask", "setup_command_line", "mem_init", "sched_init");
    }
}
