package io.numactor.mm.boot;

import io.numactor.mm.boot.e820.E820Table;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.BootRefused;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.memblock.DirectMapping;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.memblock.Memblock.NodeRange;
import io.numactor.mm.boot.memblock.PerCpuAreas;
import io.numactor.mm.boot.memblock.PerCpuLog;
import io.numactor.mm.boot.numa.NumaConfig;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.boot.zones.FreeAreaLog;
import io.numactor.mm.page.PfnRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the kernel takes from memblock while it boots, in its order (x86-64 distribution kernel, 6.1). Sizes of the
 * kernel's own types are constants of that build. Small allocations without an interest of their own (command line,
 * resources, per-CPU bookkeeping, the first page tables of the CPU entry area) are one lump of {@link #smallBytes}.
 */
final class BootMemory {
    private static final long PAGE = Memblock.PAGE_BYTES;
    private static final long HUGE = 2L << 20;
    private static final long FIRST_MIB = 1L << 20;

    /** Pages of the .brk area that get used: DMI strings, then the first page tables. */
    private static final int DMI_PAGES = 5;

    private static final long STATIC_LOG_BYTES = 1L << 17;
    private static final long LOG_BYTES_PER_RECORD = 32;
    private static final long LOG_DESCRIPTOR_BYTES = 24;
    private static final long LOG_INFO_BYTES = 88;

    private static final long PG_DATA_BYTES = 43 * PAGE;
    private static final long SECTION_ROOTS_BYTES = 4 * PAGE;
    private static final long SECTIONS_PER_ROOT = 256;
    private static final long SECTION_BYTES = FreeAreaLog.PAGES_PER_SECTION * PAGE;
    private static final long SECTION_USAGE_BYTES = 40;

    /** Goal of node-local allocations: leave ZONE_DMA alone. */
    private static final long DMA_END = 16L << 20;

    /** Memory whose page descriptors one page of page tables maps: 1 GiB of descriptors. */
    private static final long MEMORY_PER_VMEMMAP_TABLE = 64L << 30;

    /**
     * Small allocations: each entry of the memory map becomes a resource, an entry for /sys/firmware/memmap and perhaps a
     * range that hibernation leaves out; the command line is copied; the rest was found by holding many boots against
     * real ones.
     */
    private static final long SMALL_BYTES = 37_200;

    private static final long BYTES_PER_MAP_ENTRY = 256;
    private static final int COMMAND_LINES = 3;
    private static final long SMALL_PIECE_BYTES = 512;

    /** Virtual pages of one CPU's entry area (stacks, TSS, debug store) and entries of a page table. */
    private static final long ENTRY_AREA_PAGES = 57;

    private static final long PTRS_PER_PTE = 512;

    private static final long SWIOTLB_BYTES = 64L << 20;
    private static final long SWIOTLB_SLAB_BYTES = 2048;
    private static final long SWIOTLB_SLOT_BYTES = 24;
    private static final long LOW_LIMIT = 1L << 32;

    private final BootInput input;
    private final CommandLine commandLine;
    private final Memblock memblock;
    private final BootLog log;
    private final Map<Integer, Long> pgData = new TreeMap<>();
    private Optional<ByteRange> initrd;
    private Optional<ByteRange> swiotlb = Optional.empty();

    BootMemory(BootInput input, CommandLine commandLine, Memblock memblock, BootLog log) {
        this.input = input;
        this.commandLine = commandLine;
        this.memblock = memblock;
        this.log = log;
        this.initrd = input.initrd();
    }

    /** Before the memory map is known: the image, the first MiB, the initrd. */
    void reserveEarly() {
        KernelImage image = input.image();
        memblock.reserve("kernel image", image.start(), image.bss().end());
        memblock.reserve("first page tables", image.brk().start(), pgtBuf() + DirectMapping.PGT_BUF_PAGES * PAGE);
        memblock.reserve("first MiB", 0, FIRST_MIB);
        initrd.ifPresent(at -> memblock.reserve("initrd", at.start(), pageAligned(at.end())));
    }

    private long pgtBuf() {
        return input.image().brk().start() + DMI_PAGES * PAGE;
    }

    /** The direct mapping's page tables; with movable nodes from the lowest memory. */
    void mapMemory(long maxPfn) {
        if (commandLine.has("movable_node")) {
            memblock.avoidHotPluggable();
            memblock.bottomUp();
        }
        memblock.label("page tables of the direct mapping");
        DirectMapping.init(memblock, pgtBuf(), input.image().end(), maxPfn << PfnRange.PAGE_SHIFT);
    }

    void reserveLogAndInitrd() {
        if (commandLine.last("log_buf_len").isPresent()) {
            reserveLogBuffer();
        }
        initrd.ifPresent(at -> log.line("RAMDISK: %s", BootLog.mem(at.start(), pageAligned(at.end()))));
        initrd = initrd.map(at -> memblock.isMemory(at.start(), at.end()) ? at : moved(at));
    }

    /** A ramdisk that the loader put where there is no usable memory is copied to where there is. */
    private ByteRange moved(ByteRange from) {
        memblock.label("initrd");
        long start = take(Memblock.roundUp(from.bytes(), PAGE), PAGE);
        ByteRange to = new ByteRange(start, start + from.bytes());
        log.line("Allocated new RAMDISK: %s", BootLog.mem(to.start(), to.end()));
        log.line(
                "Move RAMDISK from %s to %s", BootLog.mem(from.start(), from.end()), BootLog.mem(to.start(), to.end()));
        memblock.free(from.start(), pageAligned(from.end()));
        return to;
    }

    private static long pageAligned(long end) {
        return Memblock.roundUp(end, PAGE);
    }

    /** Where the initial ramdisk lies. */
    Optional<ByteRange> initrd() {
        return initrd;
    }

    private void reserveLogBuffer() {
        long bytes = input.logBufBytes();
        if (bytes > STATIC_LOG_BYTES) {
            memblock.label("log buffer");
            long records = bytes / LOG_BYTES_PER_RECORD;
            take(bytes, 8);
            take(records * LOG_DESCRIPTOR_BYTES, 8);
            take(records * LOG_INFO_BYTES, 8);
            log.line("printk: log_buf_len: %d bytes", bytes);
        }
    }

    /** pg_data_t of each node with memory, at the end of the node. */
    void reserveNodeData(NumaConfig numa) {
        memblock.label("node data");
        for (int nid : numa.possible()) {
            if (numa.hasMemory(nid)) {
                long start = memblock.alloc(PG_DATA_BYTES, Memblock.CACHE_LINE_BYTES, nid)
                        .orElseThrow(() -> noRoom("node data"));
                log.line("NODE_DATA(%d) allocated %s", nid, BootLog.mem(start, start + PG_DATA_BYTES));
                pgData.put(nid, start);
                noteForeignNode(nid, start);
            }
        }
    }

    private void noteForeignNode(int nid, long start) {
        memblock.ranges().stream()
                .filter(range -> range.pfns().contains(start >> PfnRange.PAGE_SHIFT) && range.nid() != nid)
                .forEach(range -> log.line("    NODE_DATA(%d) on node %d", nid, range.nid()));
    }

    /** The page descriptors of all sections with memory, on the section's node (sparse_init). */
    void reserveMemoryMap() {
        memblock.label("page descriptors");
        take(SECTION_ROOTS_BYTES, Memblock.CACHE_LINE_BYTES);
        Map<Long, Integer> roots = new LinkedHashMap<>();
        TreeMap<Long, Integer> sections = new TreeMap<>();
        for (NodeRange range : memblock.ranges()) {
            long last = (range.pfns().end() - 1) / FreeAreaLog.PAGES_PER_SECTION;
            for (long s = range.pfns().start() / FreeAreaLog.PAGES_PER_SECTION; s <= last; s++) {
                if (roots.putIfAbsent(s / SECTIONS_PER_ROOT, range.nid()) == null) {
                    memblock.alloc(PAGE, Memblock.CACHE_LINE_BYTES, range.nid());
                }
                sections.putIfAbsent(s, range.nid());
            }
        }
        populateRuns(sections);
    }

    private void populateRuns(SortedMap<Long, Integer> sections) {
        List<Long> run = new ArrayList<>();
        VmemmapTables tables = new VmemmapTables();
        sections.forEach((section, nid) -> {
            if (!run.isEmpty() && !nid.equals(sections.get(run.get(0)))) {
                populate(run, sections.getOrDefault(run.get(0), Memblock.ANY_NODE), tables);
                run.clear();
            }
            run.add(section);
        });
        if (!run.isEmpty()) {
            populate(run, sections.getOrDefault(run.get(0), Memblock.ANY_NODE), tables);
        }
    }

    private void populate(List<Long> sections, int nid, VmemmapTables tables) {
        long goal = pgData.getOrDefault(nid, 0L) & -SECTION_BYTES;
        long usageBytes = SECTION_USAGE_BYTES * sections.size();
        if (memblock.allocExact(usageBytes, Memblock.CACHE_LINE_BYTES, goal, goal + SECTION_BYTES, nid)
                .isEmpty()) {
            memblock.alloc(usageBytes, Memblock.CACHE_LINE_BYTES, goal, Long.MAX_VALUE, nid);
        }
        OptionalLong buffer = memblock.allocExact(HUGE * sections.size(), HUGE, DMA_END, Long.MAX_VALUE, nid);
        for (long section : sections) {
            tables.cover(section * SECTION_BYTES, nid);
            if (buffer.isEmpty()) {
                memblock.alloc(HUGE, HUGE, DMA_END, Long.MAX_VALUE, nid);
            }
        }
    }

    /** Page tables of the virtually mapped descriptors: one page at the top, then one per 64 GiB of memory. */
    private final class VmemmapTables {
        private long coveredTo;

        void cover(long memory, int nid) {
            if (coveredTo == 0) {
                memblock.alloc(PAGE, PAGE, DMA_END, Long.MAX_VALUE, nid);
            }
            if (memory >= coveredTo) {
                memblock.alloc(PAGE, PAGE, DMA_END, Long.MAX_VALUE, nid);
                coveredTo = (memory / MEMORY_PER_VMEMMAP_TABLE + 1) * MEMORY_PER_VMEMMAP_TABLE;
            }
        }
    }

    /** pg_data_t of a possible node that has no memory. */
    void reserveMemorylessNodeData() {
        memblock.label("node data");
        take(PG_DATA_BYTES, Memblock.CACHE_LINE_BYTES);
    }

    /** From the end of free_area_init to the per-CPU areas. */
    void reservePerCpuAreas(List<Integer> cpuToNode, int nodeIds) {
        memblock.label("small allocations");
        for (long piece = 0; piece < smallBytes() / SMALL_PIECE_BYTES; piece++) {
            take(SMALL_PIECE_BYTES, Memblock.CACHE_LINE_BYTES);
        }
        memblock.label("page tables of the CPU entry areas");
        for (long table = 1; table * PTRS_PER_PTE < 1 + cpuToNode.size() * ENTRY_AREA_PAGES; table++) {
            take(PAGE, PAGE);
        }
        memblock.label("per-CPU areas");
        PerCpuAreas.reserve(memblock, input.perCpu(), cpuToNode);
        PerCpuLog.print(log, input.perCpu(), cpuToNode, nodeIds);
    }

    private long smallBytes() {
        return SMALL_BYTES
                + BYTES_PER_MAP_ENTRY * input.memoryMap().entries().size()
                + (long) COMMAND_LINES * input.commandLine().length();
    }

    /** From the per-CPU areas to mem_init. */
    void reserveLate(NumaConfig numa, int cpus, long kernelPages, boolean oneMemoryNode) {
        if (commandLine.last("log_buf_len").isEmpty()) {
            reserveLogBuffer();
        }
        if (oneMemoryNode) {
            memblock.label("hash tables");
            take(hashBytes(kernelPages, 13), Memblock.CACHE_LINE_BYTES);
            take(hashBytes(kernelPages, 14), Memblock.CACHE_LINE_BYTES);
        }
        if (needsSwiotlb(numa)) {
            memblock.label("bounce buffers");
            log.line("software IO TLB: area num %d.", Long.highestOneBit(2L * cpus - 1));
            swiotlb = reserveSwiotlb();
        }
    }

    /** Early dentry and inode hash tables: a bucket of 8 bytes per 2^scale bytes, fewer on large machines. */
    static long hashBytes(long kernelPages, int scale) {
        long entries = Memblock.roundUp(kernelPages, 256);
        int shift = scale - PfnRange.PAGE_SHIFT;
        for (long adapt = (64L << 30) >> PfnRange.PAGE_SHIFT; adapt < entries; adapt <<= 2) {
            shift++;
        }
        long wanted = Math.max(1, entries >> shift);
        return 8 * (Long.highestOneBit(wanted) == wanted ? wanted : Long.highestOneBit(wanted) << 1);
    }

    /** Bounce buffers are for devices that reach 4 GiB only, where there is or may be memory above. */
    private boolean needsSwiotlb(NumaConfig numa) {
        String option = commandLine.last("swiotlb").orElse("");
        return (isAbove4Gib(numa) || option.contains("force")) && !option.contains("noforce");
    }

    private boolean isAbove4Gib(NumaConfig numa) {
        boolean iommuOff = commandLine.last("iommu").orElse("").startsWith("off");
        return numa.maxPossiblePfn() > E820Table.MAX_DMA32_PFN && !iommuOff;
    }

    private Optional<ByteRange> reserveSwiotlb() {
        long slabs = commandLine.number("swiotlb").orElse(0);
        long bytes = slabs > 0 ? Memblock.roundUp(slabs, 128) * SWIOTLB_SLAB_BYTES : SWIOTLB_BYTES;
        OptionalLong start = memblock.alloc(bytes, PAGE, 0, LOW_LIMIT, Memblock.ANY_NODE);
        if (start.isEmpty()) {
            return Optional.empty();
        }
        take(Memblock.roundUp(bytes / SWIOTLB_SLAB_BYTES * SWIOTLB_SLOT_BYTES, PAGE), PAGE);
        return Optional.of(new ByteRange(start.getAsLong(), start.getAsLong() + bytes));
    }

    /** Devices that reach 4 GiB only get their bounce buffers; those that are only forced are not announced. */
    void printSwiotlb(NumaConfig numa) {
        swiotlb.filter(range -> isAbove4Gib(numa)).ifPresent(range -> {
            log.line("PCI-DMA: Using software bounce buffering for IO (SWIOTLB)");
            log.line(
                    "software IO TLB: mapped [mem 0x%016x-0x%016x] (%dMB)",
                    range.start(), range.end(), range.bytes() >> 20);
        });
    }

    private long take(long bytes, long align) {
        return memblock.alloc(bytes, align, Memblock.ANY_NODE).orElseThrow(() -> noRoom("boot-time allocations"));
    }

    private static BootRefused noRoom(String what) {
        return new BootRefused("memoryMap", "too little memory: no room for " + what);
    }
}
