package io.numactor.mm.boot;

import java.util.Locale;

/**
 * The steps in which memory management comes up, in boot order. Each stands for one function of the kernel (Linux
 * 6.1), whose name it prints.
 */
public enum BootPhase {
    SETUP_ARCH("reads the firmware's memory map, the ACPI tables and the reservations; nodes get their RAM"),
    FREE_AREA_INIT("lays out zones on every node and reserves every page"),
    SETUP_PER_CPU_AREAS("places each CPU's first chunk on its node; cpumasks of nodes are still empty"),
    BUILD_ALL_ZONELISTS("orders nodes and zones for falling back; boot pagesets serve until real ones exist"),
    PAGE_ALLOC_INIT("registers the callback that drains the pagesets of CPUs that leave"),
    MEM_INIT("hands all memory that nobody reserved to the buddy allocator"),
    SETUP_PER_CPU_PAGESET("replaces the boot pagesets with real ones"),
    SMP_INIT("brings the other CPUs up; CPUs join the cpumasks of their nodes"),
    INIT_PER_ZONE_WMARK_MIN("computes min_free_kbytes, watermarks and the lowmem reserve (postcore initcall)"),
    KHUGEPAGED_INIT("raises min_free_kbytes for huge pages on machines of 512 MiB or more (subsys initcall)"),
    POPULATE_ROOTFS("unpacks the initial ramdisk and frees it (rootfs initcall)"),
    FREE_INITMEM("frees the kernel's init sections; what was computed before stays as it is"),
    RUNNING("user space runs");

    private final String description;

    BootPhase(String description) {
        this.description = description;
    }

    /** What happens in it, in one line. */
    public String description() {
        return description;
    }

    /** The kernel function, {@code build_all_zonelists}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
