package io.numactor.mm.boot.phase;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The steps in which memory management comes up, in boot order. Each stands for one function of the kernel (Linux 6.1,
 * {@code start_kernel} and what it leads to), whose name it prints. Some concern the machine as a whole and are gone
 * through by the coordinator alone; the others are orders to every node.
 */
public enum BootPhase {
    BOOT_CPU_INIT(Scope.MACHINE, "marks the CPU that boots as possible, present, online and active"),
    PAGE_ADDRESS_INIT(Scope.MACHINE, "empties the hash of HighMem pages that are mapped; nothing to do on 64 bits"),
    SETUP_ARCH(Scope.MACHINE, "reserves the kernel image, the first 64 KiB and the initial ramdisk in memblock"),
    E820__MEMORY_SETUP(Scope.SETUP_ARCH, "takes the firmware's memory map, sorts it, resolves overlaps"),
    PARSE_EARLY_PARAM(Scope.SETUP_ARCH, "mem= and memmap= change the map; the log buffer's size is read"),
    E820__END_OF_RAM_PFN(Scope.SETUP_ARCH, "takes BIOS areas out of the map and finds the last page of RAM"),
    E820__MEMBLOCK_SETUP(Scope.SETUP_ARCH, "tells memblock which memory is usable: early allocations begin"),
    INIT_MEM_MAPPING(Scope.SETUP_ARCH, "maps all RAM at PAGE_OFFSET; page tables come from memblock"),
    RESERVE_INITRD(Scope.SETUP_ARCH, "log buffer and initial ramdisk stay where they are"),
    INITMEM_INIT(Scope.SETUP_ARCH, "SRAT and SLIT (or numa=fake=) say which node has which RAM; pg_data_t of each"),
    RESERVE_CRASHKERNEL(Scope.SETUP_ARCH, "sets memory aside for a second kernel (crashkernel=)"),
    SPARSE_INIT(Scope.SETUP_ARCH, "paging_init: page descriptors for every section with RAM, on its own node"),
    FREE_AREA_INIT(Scope.NODES, "lays out zones on every node; all pages are reserved, free lists are empty"),
    INIT_CPU_TO_NODE(Scope.SETUP_ARCH, "maps CPUs to nodes; nodes with CPUs only come online"),
    E820__RESERVE_RESOURCES(Scope.SETUP_ARCH, "/proc/iomem, memory that hibernation must not save, the PCI gap"),
    MM_INIT_CPUMASK(Scope.MACHINE, "4.x: empties init_mm's mask of CPUs; a later kernel is built with it empty"),
    SETUP_COMMAND_LINE(Scope.MACHINE, "keeps copies of the command line in memblock"),
    SETUP_NR_CPU_IDS(Scope.MACHINE, "counts the CPUs that there may ever be"),
    SETUP_PER_CPU_AREAS(Scope.NODES, "places each CPU's first chunk on its node; cpumasks of nodes are still empty"),
    SMP_PREPARE_BOOT_CPU(Scope.MACHINE, "the boot CPU moves from the image's per-CPU section to its own copy"),
    BOOT_CPU_STATE_INIT(Scope.MACHINE, "the boot CPU's hotplug state (since 4.19: boot_cpu_hotplug_init)"),
    BUILD_ALL_ZONELISTS(
            Scope.NODES, "orders nodes and zones for falling back; boot pagesets serve until real ones exist"),
    PAGE_ALLOC_INIT(Scope.NODES, "registers the callback that drains the pagesets of CPUs that leave"),
    MEM_INIT(Scope.NODES, "hands all memory that nobody reserved from memblock to the buddy allocator"),
    SETUP_PER_CPU_PAGESET(Scope.NODES, "replaces the boot pagesets with real ones"),
    NUMA_POLICY_INIT(Scope.MACHINE, "the booting task interleaves over nodes of at least 16 MiB"),
    SMP_INIT(Scope.NODES, "rest_init: brings the other CPUs up; CPUs join the cpumasks of their nodes"),
    PAGE_ALLOC_INIT_LATE(
            Scope.NODES,
            "deferred page descriptors are initialised (emulated nodes have theirs since mem_init); memblock is no more"),
    INIT_PER_ZONE_WMARK_MIN(
            Scope.NODES, "computes min_free_kbytes, watermarks and the lowmem reserve (postcore initcall)"),
    KHUGEPAGED_INIT(
            Scope.NODES, "raises min_free_kbytes for huge pages on machines of 512 MiB or more (subsys initcall)"),
    POPULATE_ROOTFS(Scope.NODES, "unpacks the initial ramdisk and frees it (rootfs initcall)"),
    FREE_INITMEM(Scope.NODES, "frees the kernel's init sections; what was computed before stays as it is"),
    RUNNING(Scope.NODES, "user space runs");

    /** Who goes through a phase. */
    private enum Scope {
        /** The coordinator alone. */
        MACHINE,
        /** The coordinator alone, inside {@code setup_arch}. */
        SETUP_ARCH,
        /** Every node, by order of the coordinator. */
        NODES
    }

    private final Scope scope;
    private final String description;

    BootPhase(Scope scope, String description) {
        this.scope = scope;
        this.description = description;
    }

    /** What happens in it, in one line. */
    public String description() {
        return description;
    }

    /** Whether nodes are ordered to carry it out; the others are the coordinator's own work. */
    public boolean isOnNodes() {
        return scope == Scope.NODES;
    }

    /** Whether it is a step inside {@code setup_arch} ({@code free_area_init} is the one that nodes carry out). */
    public boolean isPartOfSetupArch() {
        return scope == Scope.SETUP_ARCH || this == FREE_AREA_INIT;
    }

    /** The phase that follows; the last one follows itself. */
    public BootPhase next() {
        return values()[Math.min(ordinal() + 1, RUNNING.ordinal())];
    }

    /** The phase of that name, as {@link #toString} prints it. */
    public static Optional<BootPhase> named(String name) {
        return Stream.of(values())
                .filter(phase -> phase.toString().equals(name))
                .findFirst();
    }

    /** The kernel function, {@code build_all_zonelists}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
