package io.numactor.mm.machine;

import static io.numactor.mm.machine.Recomputed.CPU_MAPS;
import static io.numactor.mm.machine.Recomputed.LOWMEM_RESERVE;
import static io.numactor.mm.machine.Recomputed.MANAGED;
import static io.numactor.mm.machine.Recomputed.MIN_FREE_KBYTES;
import static io.numactor.mm.machine.Recomputed.NODE_MASKS;
import static io.numactor.mm.machine.Recomputed.ONE_ZONELIST;
import static io.numactor.mm.machine.Recomputed.PAGESETS;
import static io.numactor.mm.machine.Recomputed.SPANS;
import static io.numactor.mm.machine.Recomputed.TOTAL_RESERVE;
import static io.numactor.mm.machine.Recomputed.WATERMARKS;
import static io.numactor.mm.machine.Recomputed.ZONELISTS;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which event recomputes what (6.1): the page docs/events.md, which is written from here. What {@link MachineState}
 * does is held to it by a test.
 */
public enum EventRule {
    BUILD_ALL_ZONELISTS(
            "boot: `build_all_zonelists`",
            "no CPU is in its node's mask yet, so none makes its node dearer",
            ZONELISTS),
    SETUP_PER_CPU_PAGESET("boot: `setup_per_cpu_pageset`", "all marks are still 0", PAGESETS),
    INIT_PER_ZONE_WMARK_MIN(
            "boot: `init_per_zone_wmark_min`",
            "before the initial ramdisk and the init sections are freed, which recomputes nothing",
            MIN_FREE_KBYTES,
            WATERMARKS,
            LOWMEM_RESERVE,
            TOTAL_RESERVE,
            PAGESETS),
    KHUGEPAGED_INIT(
            "boot: `hugepage_init`",
            "with 512 MiB or more: raised for huge pages; the base formula once more when they are off",
            MIN_FREE_KBYTES,
            WATERMARKS,
            TOTAL_RESERVE,
            PAGESETS),
    MIN_FREE_WRITTEN(
            "`vm.min_free_kbytes` written", "hotplug does not go below it later", WATERMARKS, TOTAL_RESERVE, PAGESETS),
    SCALE_FACTOR_WRITTEN("`vm.watermark_scale_factor` written", "", WATERMARKS, TOTAL_RESERVE, PAGESETS),
    RESERVE_RATIO_ACCESSED(
            "`vm.lowmem_reserve_ratio` written, or read",
            "from the pages managed at that moment; its handler does not ask which of the two it was",
            LOWMEM_RESERVE,
            TOTAL_RESERVE),
    HIGH_FRACTION_WRITTEN("`vm.percpu_pagelist_high_fraction` written", "nothing when it is the same", PAGESETS),
    OTHER_WRITTEN(
            "`vm.zone_reclaim_mode`, `vm.watermark_boost_factor`, `vm.numa_zonelist_order` written",
            "obeyed from then on; `numa_zonelist_order` takes nothing but Node"),
    HUGE_PAGES_WRITTEN(
            "transparent_hugepage/enabled written",
            "raised when they are on, the base formula when off",
            MIN_FREE_KBYTES,
            WATERMARKS,
            TOTAL_RESERVE,
            PAGESETS),
    MEMORY_ADDED("memory plugged in on a node that is online", "its blocks are offline"),
    NODE_ONLINE(
            "memory plugged in on a node that is not: the node comes online",
            "its own lists only; `Built` does not count it yet",
            ONE_ZONELIST,
            NODE_MASKS),
    FIRST_BLOCK_ONLINE(
            "the first block of a zone goes online",
            "nodes with CPUs are dearer by one now; the new zone has no marks while lists are built",
            SPANS,
            MANAGED,
            NODE_MASKS,
            ZONELISTS,
            MIN_FREE_KBYTES,
            WATERMARKS,
            LOWMEM_RESERVE,
            TOTAL_RESERVE,
            PAGESETS),
    BLOCK_ONLINE(
            "a further block of a zone goes online",
            "",
            SPANS,
            MANAGED,
            NODE_MASKS,
            MIN_FREE_KBYTES,
            WATERMARKS,
            LOWMEM_RESERVE,
            TOTAL_RESERVE,
            PAGESETS),
    BLOCK_OFFLINE(
            "a block goes offline",
            "refused while a page of it is in use; with the last block of a zone, zonelists too",
            SPANS,
            MANAGED,
            MIN_FREE_KBYTES,
            WATERMARKS,
            LOWMEM_RESERVE,
            TOTAL_RESERVE,
            PAGESETS),
    LAST_BLOCK_OFFLINE(
            "the last block of a node goes offline",
            "marks first, then lists, in whose order the node still is until the next build; only then it leaves N_MEMORY",
            SPANS,
            MANAGED,
            MIN_FREE_KBYTES,
            WATERMARKS,
            LOWMEM_RESERVE,
            TOTAL_RESERVE,
            PAGESETS,
            ZONELISTS,
            NODE_MASKS),
    NODE_OFFLINE("the last memory of a node without CPUs is pulled out", "lists stay as they are", NODE_MASKS),
    CPU_ONLINE(
            "a CPU comes online",
            "pagesets are divided as if every node had one CPU more, until they are computed again",
            CPU_MAPS,
            PAGESETS),
    CPU_OFFLINE("a CPU goes offline", "", CPU_MAPS, PAGESETS),
    NODE_LOST(
            "a node dies with its memory",
            "as if its CPUs and blocks had gone offline in one step. No kernel would survive it, node 0 least of all,"
                    + " where its image and most of DMA lie: here the rest goes on without them",
            SPANS,
            MANAGED,
            NODE_MASKS,
            CPU_MAPS,
            ZONELISTS,
            MIN_FREE_KBYTES,
            WATERMARKS,
            LOWMEM_RESERVE,
            TOTAL_RESERVE,
            PAGESETS),
    NODE_RETURNED(
            "a lost node returns, empty",
            "as if all that it had at boot came online in one step; what was plugged in later is not there",
            SPANS,
            MANAGED,
            NODE_MASKS,
            CPU_MAPS,
            ZONELISTS,
            MIN_FREE_KBYTES,
            WATERMARKS,
            LOWMEM_RESERVE,
            TOTAL_RESERVE,
            PAGESETS);

    private final String event;
    private final String remark;
    private final Set<Recomputed> recomputed;

    EventRule(String event, String remark, Recomputed... recomputed) {
        this.event = event;
        this.remark = remark;
        EnumSet<Recomputed> set = EnumSet.noneOf(Recomputed.class);
        Collections.addAll(set, recomputed);
        this.recomputed = Collections.unmodifiableSet(set);
    }

    /** The event in words. */
    public String event() {
        return event;
    }

    /** What is remarkable about it; empty: nothing. */
    public String remark() {
        return remark;
    }

    public Set<Recomputed> recomputed() {
        return recomputed;
    }
}
