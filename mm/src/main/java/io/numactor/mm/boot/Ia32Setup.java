package io.numactor.mm.boot;

import io.numactor.mm.addr.Ia32Kernel;
import io.numactor.mm.addr.LowMemory;
import io.numactor.mm.boot.e820.E820Table;
import io.numactor.mm.boot.e820.IoMem;
import io.numactor.mm.boot.e820.IoResource;
import io.numactor.mm.boot.e820.UserMap;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.BootRefused;
import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.memblock.FreedLater;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.memblock.PerCpuLog;
import io.numactor.mm.boot.numa.AccessLatency;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.boot.zones.FreeAreaLog;
import io.numactor.mm.boot.zones.MovableZone;
import io.numactor.mm.boot.zones.NodeZones;
import io.numactor.mm.boot.zones.ZoneLimits;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * From the firmware's memory map to the zones of x86-32 (setup_arch and free_area_init, 6.1, a kernel without NUMA, as
 * distributions built them): memory that the kernel can map, HighMem above it, and what memblock hands out below.
 */
final class Ia32Setup {
    private static final long BIOS_BEGIN = 0xa0000;
    private static final long BIOS_END = 0x100000;

    /** Pages that physical addresses of 32 and, with PAE, of 36 bits reach. */
    private static final long PLAIN_PFNS = 1L << 20;

    private static final long PAE_PFNS = 1L << 24;
    private static final NodeMask ONLY_NODE = NodeMask.of(List.of(0));

    private final BootInput input;
    private final CommandLine commandLine;
    private final BootLog log = new BootLog();
    private final Memblock memblock = new Memblock();
    private final SetupPhases phases;
    private final E820Table e820;

    private Ia32Setup(BootInput input, Consumer<BootPhase> observer) {
        this.input = input;
        this.e820 = E820Table.of(input.memoryMap());
        this.phases = new SetupPhases(memblock, log, observer);
        this.commandLine = CommandLine.parse(input.commandLine());
    }

    /** @throws BootRefused when the machine cannot boot */
    static MachineLayout layout(BootInput input, Consumer<BootPhase> observer) {
        if (input.kernel().hasBootmem()) {
            return EarlyIa32Setup.layout(input, observer);
        }
        return new Ia32Setup(input, observer).layout();
    }

    /** The kernel's address space as build and command line have it. */
    static Ia32Kernel kernel(BootInput input) {
        CommandLine commandLine = CommandLine.parse(input.commandLine());
        long vmalloc = commandLine
                .last("vmalloc")
                .map(value -> CommandLine.Leading.bytes(value).value())
                .orElse(0L);
        Ia32Kernel kernel = Ia32Kernel.of(
                input.kernel(), input.split(), input.architecture().hasPae(), vmalloc);
        if (vmalloc < 0 || kernel.maxMem() < input.image().end()) {
            throw new BootRefused(
                    "commandLine",
                    "vmalloc=" + commandLine.last("vmalloc").orElse("")
                            + " leaves no room to map the kernel; the largest value that does is about "
                            + largestVmalloc(kernel, input.image().end()) + "M");
        }
        return kernel;
    }

    /** In MiB; the gap in front of the area is part of it. */
    private static long largestVmalloc(Ia32Kernel kernel, long imageEnd) {
        return ((kernel.maxMem() + kernel.vmallocReserve() - imageEnd) >> 20) - 8;
    }

    private MachineLayout layout() {
        phases.enter(BootPhase.SETUP_ARCH);
        Ia32Kernel kernel = kernel(input);
        long ramEnd = setupMemoryMap();
        LowMemory low = LowMemory.of(kernel.maxMem(), ramEnd, highMem());
        low.messages().forEach(message -> log.line("%s", message));
        checkImage(low);
        phases.enter(BootPhase.INIT_MEM_MAPPING);
        log.line("initial memory mapped: %s", BootLog.mem(0, Ia32BootMemory.initialMapping(input, kernel)));
        Ia32BootMemory bootMemory = new Ia32BootMemory(input, commandLine, memblock, log, low);
        bootMemory.reserveEarly();
        phases.enter(BootPhase.RESERVE_INITRD);
        bootMemory.reserveLogAndInitrd();
        phases.enter(BootPhase.INITMEM_INIT);
        log.line("%s", low.highLine());
        log.line("%s", low.lowLine());
        log.line("  mapped low ram: 0 - %08x", low.lowBytes());
        log.line("  low ram: 0 - %08x", low.lowBytes());
        memblock.setNode(0, Long.MAX_VALUE, 0);
        return withZones(low, bootMemory);
    }

    /** The memory map and memblock.memory; answers max_pfn. */
    private long setupMemoryMap() {
        phases.enter(BootPhase.E820__MEMORY_SETUP);
        log.line("BIOS-provided physical RAM map:");
        e820.print("BIOS-e820", log);
        phases.enter(BootPhase.PARSE_EARLY_PARAM);
        UserMap.apply(commandLine, e820, log);
        phases.enter(BootPhase.E820__END_OF_RAM_PFN);
        e820.update(0, Memblock.PAGE_BYTES, MemoryMap.Type.USABLE, MemoryMap.Type.RESERVED, log);
        e820.remove(BIOS_BEGIN, BIOS_END, MemoryMap.Type.USABLE, log);
        e820.sanitize();
        long maxArchPfn = input.architecture().hasPae() ? PAE_PFNS : PLAIN_PFNS;
        long maxPfn = e820.endOfRamPfn(maxArchPfn, maxArchPfn, log);
        phases.enter(BootPhase.E820__MEMBLOCK_SETUP);
        e820.usable().stream()
                .filter(entry -> input.architecture().hasPae() || entry.end() < PLAIN_PFNS << PfnRange.PAGE_SHIFT)
                .map(entry -> PfnRange.inside(entry.start(), entry.end()))
                .filter(range -> !range.isEmpty())
                .forEach(range ->
                        memblock.add(range.start() << PfnRange.PAGE_SHIFT, range.end() << PfnRange.PAGE_SHIFT));
        if (memblock.ranges().isEmpty()) {
            throw new BootRefused("memoryMap", "holds no usable memory");
        }
        return maxPfn;
    }

    private OptionalLong highMem() {
        return commandLine
                .last("highmem")
                .map(value -> OptionalLong.of(CommandLine.Leading.bytes(value).value()))
                .orElseGet(OptionalLong::empty);
    }

    private void checkImage(LowMemory low) {
        KernelImage image = input.image();
        if (!memblock.isMemory(image.start(), image.end()) || image.end() > low.lowBytes()) {
            throw new BootRefused(
                    "image",
                    "the kernel image at " + BootLog.mem(image.start(), image.end()) + " is not in usable memory below "
                            + (low.lowBytes() >> 20) + " MiB");
        }
    }

    private MachineLayout withZones(LowMemory low, Ia32BootMemory bootMemory) {
        phases.enter(BootPhase.FREE_AREA_INIT);
        List<Memblock.NodeRange> ranges = memblock.ranges();
        ZoneLimits limits = ZoneLimits.of(ZoneSet.I386, ranges.get(0).pfns().start(), low.maxLowPfn(), low.maxPfn());
        Map<Integer, Long> movable = MovableZone.starts(commandLine, ranges, limits, log);
        NodeZones zones = new NodeZones(ranges, limits, movable);
        FreeAreaLog lines = new FreeAreaLog(input.kernel(), log, ranges, zones, commandLine);
        limits.print(log);
        lines.movableStarts(movable);
        lines.earlyNodeRanges();
        lines.node(0, true);
        lines.unavailableRanges(false);
        bootMemory.reserveMemoryMap(node(zones, bootMemory));
        phases.enter(BootPhase.INIT_CPU_TO_NODE);
        log.line("smpboot: Allowing %d CPUs, 0 hotplug CPUs", cpus());
        phases.enter(BootPhase.E820__RESERVE_RESOURCES);
        IoMem io = new IoMem(e820);
        io.printNosave(low.maxLowPfn(), log);
        io.printPciGap(low.maxPfn(), log);
        phases.enter(BootPhase.SETUP_PER_CPU_AREAS);
        bootMemory.reservePerCpuAreas(cpus());
        PerCpuLog.print32(log, input.perCpu(), Collections.nCopies(cpus(), 0));
        phases.enter(BootPhase.PAGE_ALLOC_INIT);
        log.line("Kernel command line: %s", input.commandLine());
        phases.enter(BootPhase.MEM_INIT);
        bootMemory.reserveLate(node(zones, bootMemory), cpus());
        printLate(io, bootMemory);
        NodeLayout node = node(zones, bootMemory);
        return new MachineLayout(
                limits.ranges(),
                List.of(node),
                ONLY_NODE,
                ONLY_NODE,
                ONLY_NODE,
                NodeDistance.defaults(),
                new AccessLatency(Map.of()),
                Collections.nCopies(cpus(), 0),
                iomem(io),
                log.byPhase(),
                phases.memblockAfter());
    }

    /** Without PAE a resource cannot end above 4 GiB. */
    private List<IoResource> iomem(IoMem io) {
        long limit = input.architecture().hasPae() ? Long.MAX_VALUE : PLAIN_PFNS << PfnRange.PAGE_SHIFT;
        return io.resources(input.memoryMap(), input.image(), List.of()).stream()
                .filter(resource -> resource.end() <= limit)
                .toList();
    }

    /** From SMP bring-up to user space. */
    private void printLate(IoMem io, Ia32BootMemory bootMemory) {
        LateLog late = new LateLog(input, log);
        phases.enter(BootPhase.SMP_INIT);
        late.smpAlternatives();
        phases.enter(BootPhase.KHUGEPAGED_INIT);
        io.ramBuffers()
                .forEach(range -> log.line("e820: reserve RAM buffer %s", BootLog.mem(range.start(), range.end())));
        phases.enter(BootPhase.POPULATE_ROOTFS);
        bootMemory.printSwiotlb();
        late.initrd(input.initrd());
        phases.enter(BootPhase.FREE_INITMEM);
        late.initSections32();
        phases.enter(BootPhase.RUNNING);
    }

    private NodeLayout node(NodeZones zones, Ia32BootMemory bootMemory) {
        List<PfnRange> free = Stream.concat(memblock.freeRanges().stream(), FreedLater.withSmp(input).stream())
                .sorted()
                .toList();
        List<Integer> cpus = IntStream.range(0, cpus()).boxed().toList();
        return new NodeLayout(0, 0, true, zones.zones(0, free, bootMemory.freedLater()), cpus);
    }

    private int cpus() {
        long limit = Math.max(1, commandLine.number("nr_cpus").orElse(Long.MAX_VALUE));
        return (int) Math.min(limit, input.apicIds().size());
    }
}
