package io.numactor.mm.boot;

import io.numactor.mm.addr.Ia32AddressSpace;
import io.numactor.mm.addr.Ia32Kernel;
import io.numactor.mm.addr.LowMemory;
import io.numactor.mm.addr.PageTables;
import io.numactor.mm.boot.e820.E820Table;
import io.numactor.mm.boot.e820.EarlyIoMem;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.BootRefused;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.memblock.Bootmem;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.memblock.Memblock.NodeRange;
import io.numactor.mm.boot.numa.AccessLatency;
import io.numactor.mm.boot.numa.ActiveRange;
import io.numactor.mm.boot.numa.ActiveRanges;
import io.numactor.mm.boot.numa.EarlyNodes;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.boot.zones.MovableZone;
import io.numactor.mm.boot.zones.NodeZones;
import io.numactor.mm.boot.zones.ZoneLimits;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * setup_arch of x86-32 in 2.6.24: the memory map, low and high memory, bootmem, page tables, active ranges, zones. With
 * an SRAT of several nodes it is the discontiguous kernel, where each node gives the top of its memory for its own page
 * descriptors, which are mapped into low virtual memory.
 */
final class EarlyIa32Setup {
    /** sizeof(struct page). */
    static final long PAGE_STRUCT_BYTES = 32;

    private static final long PAGE = Memblock.PAGE_BYTES;
    private static final long PLAIN_PFNS = 1L << 20;
    private static final long PAE_PFNS = 1L << 24;
    private static final long FIRST_MIB = 1L << 20;
    private static final long BIOS_BEGIN = 0xa0000;
    private static final long DMA_END = 16L << 20;
    private static final int LONG_BYTES = 4;

    /** What head.S maps beyond the page tables that it builds itself. */
    private static final long MAPPED_BEYOND = 128L << 10;

    private static final long BOOT_TABLE_BYTES = 4L << 20;
    private static final long MAX_ORDER_PAGES = 1024;
    private static final long ACPI_SLEEP_BYTES = PAGE;

    private final BootInput input;
    private final CommandLine commandLine;
    private final BootLog log = new BootLog();
    private final EarlyLog lines = new EarlyLog(log);
    private final SetupPhases phases;
    private final E820Table e820;
    private final ActiveRanges active = new ActiveRanges();
    private final Ia32Kernel kernel;

    private EarlyIa32Setup(BootInput input, Consumer<BootPhase> observer) {
        this.input = input;
        this.commandLine = CommandLine.parse(input.commandLine());
        this.e820 = E820Table.of(input.memoryMap());
        this.kernel = Ia32Setup.kernel(input);
        this.phases = new SetupPhases(new Memblock(), log, observer);
    }

    /** @throws BootRefused when the machine cannot boot */
    static MachineLayout layout(BootInput input, Consumer<BootPhase> observer) {
        return new EarlyIa32Setup(input, observer).layout();
    }

    private MachineLayout layout() {
        phases.enter(BootPhase.E820__MEMORY_SETUP);
        long maxPfn = setupMemoryMap();
        phases.enter(BootPhase.INITMEM_INIT);
        LowMemory low = LowMemory.of(kernel.maxMem(), maxPfn, highMem());
        low.messages().forEach(message -> log.line("%s", message));
        EarlyNodes nodes = EarlyNodes.of(input, commandLine, e820, low.maxPfn());
        long kvaPages = nodes.isNuma() ? reserveKva(nodes) : 0;
        Bootmem bootmem = setupMemory(low, kvaPages, nodes);
        phases.allocator(() -> bootmem.state(0));
        phases.enter(BootPhase.SPARSE_INIT);
        pagingInit(bootmem, low);
        phases.enter(BootPhase.FREE_AREA_INIT);
        if (!nodes.isNuma()) {
            active.add(0, 0, low.maxPfn());
        }
        return zones(bootmem, low, nodes);
    }

    private long setupMemoryMap() {
        e820.remove(BIOS_BEGIN, FIRST_MIB, MemoryMap.Type.USABLE, new BootLog());
        e820.sanitize();
        log.line("BIOS-provided physical RAM map:");
        lines.memoryMap("BIOS-e820", e820);
        phases.enter(BootPhase.PARSE_EARLY_PARAM);
        Optional<Long> limit = commandLine
                .last("mem")
                .map(value -> CommandLine.Leading.bytes(value).value());
        limit.filter(bytes -> bytes > 0).ifPresent(bytes -> {
            e820.remove(bytes, -1, MemoryMap.Type.USABLE, new BootLog());
            e820.sanitize();
            log.line("user-defined physical RAM map:");
            lines.memoryMap("user", e820);
        });
        phases.enter(BootPhase.E820__END_OF_RAM_PFN);
        long most = input.architecture().hasPae() ? PAE_PFNS : PLAIN_PFNS;
        long end = e820.endOfRamPfn(Long.MAX_VALUE >> PfnRange.PAGE_SHIFT, most, new BootLog());
        if (end > most) {
            log.line("Warning only %dGB will be used.", most >> 18);
            log.line(input.architecture().hasPae() ? "Use a 64-bit kernel." : "Use a PAE enabled kernel.");
        }
        if (end == 0) {
            throw new BootRefused("memoryMap", "holds no usable memory");
        }
        return Math.min(end, most);
    }

    private OptionalLong highMem() {
        return commandLine
                .last("highmem")
                .map(value -> OptionalLong.of(CommandLine.Leading.bytes(value).value()))
                .orElseGet(OptionalLong::empty);
    }

    /** {@code calculate_numa_remap_pages}: the top of each node, in units of large pages. */
    private long reserveKva(EarlyNodes nodes) {
        nodes.ranges().forEach(range -> active.add(range.nid(), range.start(), range.end()));
        KvaRemap remap = new KvaRemap(log, kernel);
        nodes.nids().forEach(nid -> remap.reserve(nid, nodes, active));
        return remap.total();
    }

    /** Page tables from head.S lie behind the image; the first page after them is min_low_pfn. */
    private long minLowPfn() {
        long first = (input.image().end() + PAGE - 1) / PAGE;
        long tables = 1;
        while (tables * BOOT_TABLE_BYTES < (first + tables) * PAGE + MAPPED_BEYOND) {
            tables++;
        }
        return first + tables;
    }

    private Bootmem setupMemory(LowMemory low, long kvaPages, EarlyNodes nodes) {
        long kvaStart = low.maxLowPfn() - kvaPages & -kernel.lastPkmap();
        if (nodes.isNuma()) {
            log.line("kva_start_pfn ~ %d find_max_low_pfn() ~ %d", kvaStart, low.maxLowPfn());
            log.line("max_pfn = %d", low.maxPfn());
        }
        log.line("%s", low.highLine());
        log.line("%s", low.lowLine());
        if (nodes.isNuma()) {
            log.line(
                    "min_low_pfn = %d, max_low_pfn = %d, highstart_pfn = %d",
                    minLowPfn(), low.maxLowPfn(), low.maxLowPfn());
        }
        KernelImage image = input.image();
        if (image.end() >= low.lowBytes()) {
            throw new BootRefused(
                    "image", "the kernel image ends above the " + (low.lowBytes() >> 20) + " MiB that it can map");
        }
        Bootmem bootmem = new Bootmem(0, low.maxLowPfn(), minLowPfn(), LONG_BYTES);
        e820.usable().forEach(entry -> bootmem.free(entry.start(), entry.end()));
        bootmem.reserve(
                "kernel image, page tables, bitmap",
                image.start(),
                bootmem.bitmap().end());
        bootmem.reserve("page 0", 0, PAGE);
        ebda().ifPresent(start -> bootmem.reserve("EBDA", start, start + PAGE));
        bootmem.reserve("SMP trampoline", PAGE, 2 * PAGE);
        bootmem.alloc("ACPI sleep area", ACPI_SLEEP_BYTES, PAGE, 0);
        if (nodes.isNuma()) {
            bootmem.reserve("KVA remap", kvaStart * PAGE, (kvaStart + kvaPages) * PAGE);
        }
        input.initrd().ifPresent(initrd -> reserveInitrd(bootmem, initrd, low));
        return bootmem;
    }

    /** The BIOS's extended data lie at the end of the memory that it leaves below 640 KiB. */
    private OptionalLong ebda() {
        return e820.usable().stream()
                .filter(entry -> entry.start() == 0 && entry.end() < BIOS_BEGIN)
                .mapToLong(entry -> entry.end() & -PAGE)
                .findFirst();
    }

    private void reserveInitrd(Bootmem bootmem, ByteRange initrd, LowMemory low) {
        if (initrd.end() <= low.lowBytes()) {
            bootmem.reserve("initrd", initrd.start(), initrd.end());
        } else {
            log.line("initrd extends beyond end of memory (0x%08x > 0x%08x)", initrd.end(), low.lowBytes());
            log.line("disabling initrd");
        }
    }

    /** {@code pagetable_init}: tables come from the lowest free pages. */
    private void pagingInit(Bootmem bootmem, LowMemory low) {
        PageTables tables = PageTables.of(new Ia32AddressSpace(kernel, low.lowBytes()), !commandLine.has("nopse"));
        table(bootmem, "page middle directories", tables.middleDirectories());
        table(bootmem, "page tables of the direct mapping", tables.directTables());
        table(bootmem, "page tables of the fixmap", tables.fixmapTables());
        table(bootmem, "page table of persistent mappings", tables.kmapTables());
    }

    private static void table(Bootmem bootmem, String what, long pages) {
        for (long page = 0; page < pages; page++) {
            if (bootmem.alloc(what, PAGE, PAGE, 0).isEmpty()) {
                throw new BootRefused("memoryMap", "too little memory: no room for page tables");
            }
        }
    }

    private MachineLayout zones(Bootmem bootmem, LowMemory low, EarlyNodes nodes) {
        List<ActiveRange> sorted = active.sorted();
        List<NodeRange> ranges = sorted.stream()
                .map(range -> new NodeRange(new PfnRange(range.start(), range.end()), range.nid(), false))
                .toList();
        ZoneLimits limits = ZoneLimits.of(ZoneSet.I386, sorted.get(0).start(), low.maxLowPfn(), low.maxPfn());
        Map<Integer, Long> movable = MovableZone.starts(commandLine, ranges, limits, log);
        NodeZones zones = new NodeZones(ranges, limits, movable);
        lines.zones(limits, movable, sorted);
        List<NodeLayout> empty = layouts(zones, nodes, List.of());
        empty.forEach(node -> lines.node(node, PAGE_STRUCT_BYTES, 0));
        if (!nodes.isNuma()) {
            long bytes = Memblock.roundUp(low.maxPfn(), MAX_ORDER_PAGES) * PAGE_STRUCT_BYTES;
            bootmem.alloc("page descriptors", bytes, Memblock.CACHE_LINE_BYTES, DMA_END);
        }
        phases.enter(BootPhase.SETUP_PER_CPU_AREAS);
        for (int cpu = 0; cpu < cpus(); cpu++) {
            bootmem.alloc("per-CPU area", input.perCpu().unitBytes(), PAGE, DMA_END);
        }
        phases.enter(BootPhase.PAGE_ALLOC_INIT);
        log.line("Kernel command line: %s", input.commandLine());
        phases.enter(BootPhase.MEM_INIT);
        List<NodeLayout> laidOut = memInit(bootmem, low, nodes, zones);
        return new MachineLayout(
                limits.ranges(),
                laidOut,
                NodeMask.of(nodes.nids()),
                NodeMask.of(nodes.nids()),
                NodeMask.of(nodes.nids()),
                nodes.isNuma() ? nodes.distance() : NodeDistance.defaults(),
                new AccessLatency(Map.of()),
                nodes.cpuToNode(cpus()),
                EarlyIoMem.resources(e820, input.image()),
                log.byPhase(),
                phases.memblockAfter());
    }

    private List<NodeLayout> memInit(Bootmem bootmem, LowMemory low, EarlyNodes nodes, NodeZones zones) {
        long reservedLow = lowRam(low).stream()
                .mapToLong(range -> LongPages.in(range, bootmem))
                .sum();
        bootmem.free(bootmem.bitmap().start(), Memblock.roundUp(bootmem.bitmap().end(), PAGE));
        List<PfnRange> free = new ArrayList<>(bootmem.freeRanges());
        List<PfnRange> high = highRam(low, zones, nodes);
        free.addAll(high);
        long highPages = high.stream().mapToLong(PfnRange::pages).sum();
        KernelImage image = input.image();
        log.line(
                "Memory: %dk/%dk available (%dk kernel code, %dk reserved, %dk data, %dk init, %dk highmem)",
                free.stream().mapToLong(PfnRange::pages).sum() << 2,
                low.maxPfn() << 2,
                image.text().bytes() >> 10,
                reservedLow << 2,
                image.data().bytes() >> 10,
                image.init().bytes() >> 10,
                highPages << 2);
        lines.layout(new Ia32AddressSpace(kernel, low.lowBytes()), image);
        phases.enter(BootPhase.POPULATE_ROOTFS);
        input.initrd()
                .filter(initrd -> initrd.end() <= low.lowBytes())
                .ifPresent(initrd -> log.line("Freeing initrd memory: %dk freed", initrd.bytes() >> 10));
        phases.enter(BootPhase.FREE_INITMEM);
        log.line("Freeing unused kernel memory: %dk freed", image.init().bytes() >> 10);
        phases.enter(BootPhase.RUNNING);
        return layouts(zones, nodes, free);
    }

    private List<PfnRange> lowRam(LowMemory low) {
        PfnRange lowPages = new PfnRange(0, low.maxLowPfn());
        return ram().map(range -> range.intersection(lowPages))
                .filter(range -> !range.isEmpty())
                .toList();
    }

    /** HighMem is freed page by page, where it is RAM and belongs to a zone. */
    private List<PfnRange> highRam(LowMemory low, NodeZones zones, EarlyNodes nodes) {
        List<PfnRange> owned = nodes.nids().stream()
                .flatMap(nid -> zones.zoneSet().types().stream().flatMap(type -> zones.memory(nid, type).stream()))
                .toList();
        PfnRange highPages = new PfnRange(low.maxLowPfn(), low.maxPfn());
        List<PfnRange> ram = ram().map(range -> range.intersection(highPages))
                .filter(range -> !range.isEmpty())
                .toList();
        return NodeZones.pieces(ram, owned);
    }

    private Stream<PfnRange> ram() {
        return e820.usable().stream().map(entry -> PfnRange.inside(entry.start(), entry.end()));
    }

    private List<NodeLayout> layouts(NodeZones zones, EarlyNodes nodes, List<PfnRange> free) {
        List<PfnRange> later = new ArrayList<>();
        later.add(PfnRange.inside(
                input.image().init().start(), input.image().init().end()));
        input.initrd().ifPresent(initrd -> later.add(PfnRange.inside(initrd.start(), initrd.end())));
        List<Integer> cpuToNode = nodes.cpuToNode(cpus());
        return nodes.nids().stream()
                .map(nid -> new NodeLayout(
                        nid,
                        nid,
                        true,
                        zones.zones(nid, free, later.stream().sorted().toList()),
                        IntStream.range(0, cpus())
                                .filter(cpu -> cpuToNode.get(cpu).equals(nid))
                                .boxed()
                                .toList()))
                .toList();
    }

    private int cpus() {
        return input.apicIds().size();
    }

    /** Counts taken pages. */
    private static final class LongPages {
        private LongPages() {}

        static long in(PfnRange range, Bootmem bootmem) {
            long taken = 0;
            for (long pfn = range.start(); pfn < range.end(); pfn++) {
                taken += bootmem.isUsed(pfn) ? 1 : 0;
            }
            return taken;
        }
    }
}
