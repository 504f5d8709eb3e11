package io.numactor.mm.kernel;

import java.util.List;
import java.util.Map;

/** The order in which {@code start_kernel} brings memory management up: its part about memory, by kernel. */
public final class StartKernel {
    private static final List<String> IN_2_6_24 = List.of(
            "boot_cpu_init",
            "page_address_init",
            "setup_arch",
            "setup_command_line",
            "setup_per_cpu_areas",
            "smp_prepare_boot_cpu",
            "sched_init",
            "build_all_zonelists",
            "page_alloc_init",
            "vfs_caches_init_early",
            "mem_init",
            "kmem_cache_init",
            "setup_per_cpu_pageset",
            "numa_policy_init",
            "rest_init");
    private static final List<String> IN_4_4 = List.of(
            "boot_cpu_init",
            "page_address_init",
            "setup_arch",
            "mm_init_cpumask",
            "setup_command_line",
            "setup_nr_cpu_ids",
            "setup_per_cpu_areas",
            "smp_prepare_boot_cpu",
            "build_all_zonelists",
            "page_alloc_init",
            "vfs_caches_init_early",
            "mem_init",
            "kmem_cache_init",
            "vmalloc_init",
            "sched_init",
            "setup_per_cpu_pageset",
            "numa_policy_init",
            "rest_init");
    private static final List<String> SINCE_5_6 = List.of(
            "boot_cpu_init",
            "page_address_init",
            "setup_arch",
            "setup_boot_config",
            "setup_command_line",
            "setup_nr_cpu_ids",
            "setup_per_cpu_areas",
            "smp_prepare_boot_cpu",
            "boot_cpu_hotplug_init",
            "build_all_zonelists",
            "page_alloc_init",
            "vfs_caches_init_early",
            "mem_init",
            "kmem_cache_init",
            "vmalloc_init",
            "sched_init",
            "setup_per_cpu_pageset",
            "numa_policy_init",
            "rest_init");

    private static final Map<String, String> WHAT = Map.ofEntries(
            Map.entry("boot_cpu_init", "marks the CPU that boots as possible, present and online"),
            Map.entry("page_address_init", "empties the hash of HighMem pages that are mapped"),
            Map.entry("setup_arch", "memory map, reservations, nodes, zones; page descriptors, all reserved"),
            Map.entry("mm_init_cpumask", "empties the mask of CPUs that use the first address space"),
            Map.entry("setup_boot_config", "reads the boot configuration behind the initial ramdisk"),
            Map.entry("setup_command_line", "keeps copies of the command line"),
            Map.entry("setup_nr_cpu_ids", "counts the CPUs that there may ever be"),
            Map.entry("setup_per_cpu_areas", "copies the per-CPU section for each CPU; cpumasks of nodes are empty"),
            Map.entry("smp_prepare_boot_cpu", "the boot CPU moves to its own per-CPU copy"),
            Map.entry("boot_cpu_hotplug_init", "the boot CPU's state for CPU hotplug"),
            Map.entry("sched_init", "run queues"),
            Map.entry("build_all_zonelists", "orders nodes and zones for falling back; boot pagesets"),
            Map.entry("page_alloc_init", "registers what drains the pagesets of CPUs that leave"),
            Map.entry("vfs_caches_init_early", "hashes of directory entries and inodes, from early memory"),
            Map.entry("mem_init", "hands free memory from the boot allocator to the buddy allocator"),
            Map.entry("kmem_cache_init", "slab caches"),
            Map.entry("vmalloc_init", "areas of virtually contiguous memory"),
            Map.entry("setup_per_cpu_pageset", "real pagesets instead of the boot ones"),
            Map.entry("numa_policy_init", "the booting task interleaves over nodes with memory"),
            Map.entry("rest_init", "starts the first process, which brings the other CPUs up"));

    private StartKernel() {}

    /**
     * A function that start_kernel calls, itself or through mm_init.
     *
     * @param function its name
     * @param what it does for memory, in a few words
     */
    public record Step(String function, String what) {}

    /** The calls in order. */
    public static List<Step> memoryPart(KernelVersion kernel) {
        List<String> functions = switch (kernel) {
            case V2_6_24 -> IN_2_6_24;
            case V4_4 -> IN_4_4;
            default -> SINCE_5_6;
        };
        return functions.stream()
                .map(function -> new Step(function, WHAT.getOrDefault(function, "")))
                .toList();
    }
}
