package io.numactor.mm.boot;

import io.numactor.mm.boot.e820.E820Table;
import io.numactor.mm.boot.e820.IoMem;
import io.numactor.mm.boot.e820.IoResource;
import io.numactor.mm.boot.e820.UserMap;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.input.BootRefused;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.CommandLine;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.memblock.CrashKernel;
import io.numactor.mm.boot.memblock.FreedLater;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.memblock.Memblock.NodeRange;
import io.numactor.mm.boot.memblock.MemblockState;
import io.numactor.mm.boot.numa.AccessLatencies;
import io.numactor.mm.boot.numa.AccessLatency;
import io.numactor.mm.boot.numa.NumaConfig;
import io.numactor.mm.boot.numa.NumaInit;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.boot.zones.DeferredInit;
import io.numactor.mm.boot.zones.FreeAreaLog;
import io.numactor.mm.boot.zones.MovableZone;
import io.numactor.mm.boot.zones.NodeZones;
import io.numactor.mm.boot.zones.ZoneLimits;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.NodeMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * From the firmware's tables to nodes and zones: setup_arch and free_area_init of x86-64 Linux 6.1, with what memblock
 * hands to the buddy allocator afterwards.
 */
public final class MachineSetup {
    private static final long BIOS_BEGIN = 0xa0000;
    private static final long BIOS_END = 0x100000;
    private static final long PAGES_PER_DESCRIPTOR_PAGE = 64;

    private final BootInput input;
    private final CommandLine commandLine;
    private final Consumer<BootPhase> observer;
    private final BootLog log;
    private final Memblock memblock = new Memblock();
    private final E820Table e820;
    private final BootMemory bootMemory;
    private final Map<BootPhase, MemblockState> memblockAfter = new TreeMap<>();
    private BootPhase phase = BootPhase.BOOT_CPU_INIT;

    private MachineSetup(BootInput input, Consumer<BootPhase> observer) {
        this.input = input;
        this.log = new BootLog(input.kernel());
        this.observer = observer;
        this.commandLine = CommandLine.parse(input.commandLine());
        this.e820 = E820Table.of(input.memoryMap());
        this.bootMemory = new BootMemory(input, commandLine, memblock, log);
    }

    /**
     * Lays out the machine. The answer depends on {@code input} alone.
     *
     * @throws BootRefused when the machine cannot boot: no CPU, no usable memory, or none where the kernel needs it
     */
    public static MachineLayout layout(BootInput input) {
        return layout(input, phase -> {});
    }

    /**
     * As {@link #layout(BootInput)}.
     *
     * @param observer told of each phase when its work begins, in order
     */
    public static MachineLayout layout(BootInput input, Consumer<BootPhase> observer) {
        if (input.apicIds().isEmpty()) {
            throw new BootRefused("apicIds", "a machine needs at least one CPU");
        }
        if (input.architecture().isIa32()) {
            return Ia32Setup.layout(input, observer);
        }
        return new MachineSetup(input, observer).layout();
    }

    private MachineLayout layout() {
        enter(BootPhase.SETUP_ARCH);
        log.line("Command line: %s", input.commandLine());
        bootMemory.reserveEarly();
        long maxPfn = setupMemoryMap();
        mapMemory(maxPfn);
        NumaConfig numa = initmemInit(maxPfn);
        enter(BootPhase.RESERVE_CRASHKERNEL);
        List<ByteRange> crash = CrashKernel.reserve(commandLine, memblock, log);
        enter(BootPhase.SPARSE_INIT);
        bootMemory.reserveMemoryMap();
        enter(BootPhase.FREE_AREA_INIT);
        List<NodeRange> ranges = memblock.ranges();
        ZoneLimits limits = ZoneLimits.of(ranges.get(0).pfns().start(), maxPfn);
        Map<Integer, Long> movable = MovableZone.starts(commandLine, ranges, limits, log);
        NodeZones zones = new NodeZones(ranges, limits, movable);
        freeAreaInit(numa, limits, movable, zones);
        enter(BootPhase.INIT_CPU_TO_NODE);
        List<Integer> cpuToNode = cpuToNode(numa);
        log.line("smpboot: Allowing %d CPUs, 0 hotplug CPUs", cpuToNode.size());
        enter(BootPhase.E820__RESERVE_RESOURCES);
        IoMem io = new IoMem(e820);
        io.printNosave(maxPfn, log);
        io.printPciGap(maxPfn, log);
        enter(BootPhase.SETUP_PER_CPU_AREAS);
        bootMemory.reservePerCpuAreas(cpuToNode, numa.possible().last() + 1);
        enter(BootPhase.PAGE_ALLOC_INIT);
        log.line("Kernel command line: %s", input.commandLine());
        NodeMask memory = NodeMask.of(numa.possible().stream()
                .filter(nid -> !zones.hull(nid).isEmpty())
                .toList());
        return finish(
                new Found(
                        numa,
                        maxPfn,
                        limits,
                        zones,
                        cpuToNode,
                        memory,
                        io.resources(input.memoryMap(), input.image(), crash)),
                io);
    }

    /** What setup_arch has found out. */
    private record Found(
            NumaConfig numa,
            long maxPfn,
            ZoneLimits limits,
            NodeZones zones,
            List<Integer> cpuToNode,
            NodeMask memory,
            List<IoResource> iomem) {}

    /** From mem_init to user space. */
    private MachineLayout finish(Found found, IoMem io) {
        LateLog late = new LateLog(input, log);
        long kernelPages = kernelPages(found.zones(), found.memory());
        boolean oneMemoryNode = found.memory().size() == 1;
        int online = online(found.numa(), found.cpuToNode()).size();
        Map<Integer, Long> deferred = DeferredInit.firstPfns(memblock.ranges(), found.zones());
        enter(BootPhase.MEM_INIT);
        if (oneMemoryNode) {
            late.hashTables(kernelPages, true, online);
        }
        bootMemory.reserveLate(found.numa(), found.cpuToNode().size(), kernelPages, oneMemoryNode);
        List<NodeLayout> nodes = nodes(found);
        late.memory(nodes, deferred, memblock.freeRanges());
        enter(BootPhase.NUMA_POLICY_INIT);
        if (online > 1 && commandLine.last("numa_balancing").isEmpty()) {
            log.line("mempolicy: Enabling automatic NUMA balancing. Configure with numa_balancing= or the "
                    + "kernel.numa_balancing sysctl");
        }
        enter(BootPhase.SMP_INIT);
        late.smpAlternatives();
        if (!oneMemoryNode) {
            late.hashTables(kernelPages, false, online);
        }
        enter(BootPhase.PAGE_ALLOC_INIT_LATE);
        late.deferred(deferred, found.maxPfn());
        enter(BootPhase.KHUGEPAGED_INIT);
        io.ramBuffers()
                .forEach(range -> log.line("e820: reserve RAM buffer %s", BootLog.mem(range.start(), range.end())));
        enter(BootPhase.POPULATE_ROOTFS);
        bootMemory.printSwiotlb(found.numa());
        late.initrd(bootMemory.initrd());
        enter(BootPhase.FREE_INITMEM);
        late.initSections();
        enter(BootPhase.RUNNING);
        return machine(found, nodes);
    }

    /** The work of all phases before this one is done. */
    private void enter(BootPhase next) {
        while (phase.compareTo(next) < 0) {
            memblockAfter.put(phase, memblock.state());
            phase = phase.next();
            log.enter(phase);
            observer.accept(phase);
        }
    }

    /** The memory map and memblock.memory; answers max_pfn. */
    private long setupMemoryMap() {
        enter(BootPhase.E820__MEMORY_SETUP);
        log.line("%s", input.kernel().memoryMapHeading());
        e820.print("BIOS-e820", log);
        enter(BootPhase.PARSE_EARLY_PARAM);
        UserMap.apply(commandLine, e820, log);
        enter(BootPhase.E820__END_OF_RAM_PFN);
        e820.update(0, Memblock.PAGE_BYTES, MemoryMap.Type.USABLE, MemoryMap.Type.RESERVED, log);
        e820.remove(BIOS_BEGIN, BIOS_END, MemoryMap.Type.USABLE, log);
        e820.sanitize();
        long maxPfn = e820.endOfRamPfn(E820Table.MAX_ARCH_PFN, log);
        if (maxPfn > E820Table.MAX_DMA32_PFN) {
            e820.endOfRamPfn(E820Table.MAX_DMA32_PFN, log);
        }
        return maxPfn;
    }

    private void mapMemory(long maxPfn) {
        enter(BootPhase.E820__MEMBLOCK_SETUP);
        addMemory(maxPfn);
        enter(BootPhase.INIT_MEM_MAPPING);
        bootMemory.mapMemory(maxPfn);
        enter(BootPhase.RESERVE_INITRD);
        bootMemory.reserveLogAndInitrd();
    }

    private NumaConfig initmemInit(long maxPfn) {
        enter(BootPhase.INITMEM_INIT);
        NumaConfig numa = NumaInit.run(input, commandLine, memblock, maxPfn, log);
        bootMemory.reserveNodeData(numa);
        return numa;
    }

    private void addMemory(long maxPfn) {
        PfnRange addressable = new PfnRange(0, maxPfn);
        e820.usable().stream()
                .map(entry -> PfnRange.inside(entry.start(), entry.end()).intersection(addressable))
                .filter(range -> !range.isEmpty())
                .forEach(range ->
                        memblock.add(range.start() << PfnRange.PAGE_SHIFT, range.end() << PfnRange.PAGE_SHIFT));
        if (memblock.ranges().isEmpty()) {
            throw new BootRefused("memoryMap", "holds no usable memory");
        }
        KernelImage image = input.image();
        if (!memblock.isMemory(image.start(), image.end())) {
            throw new BootRefused(
                    "image",
                    "the kernel image at " + BootLog.mem(image.start(), image.end()) + " is not in usable memory");
        }
    }

    private void freeAreaInit(NumaConfig numa, ZoneLimits limits, Map<Integer, Long> movable, NodeZones zones) {
        FreeAreaLog lines = FreeAreaLog.of(input.kernel(), log, memblock, zones, commandLine);
        lines.zoneRanges(limits);
        lines.movableStarts(movable);
        lines.earlyNodeRanges();
        for (int nid : numa.possible()) {
            if (!numa.hasMemory(nid)) {
                bootMemory.reserveMemorylessNodeData();
            }
            lines.node(nid, numa.hasMemory(nid));
        }
        lines.unavailableRanges();
    }

    /** Node of each possible CPU; a CPU that SRAT does not name is taken to be on node 0. */
    private List<Integer> cpuToNode(NumaConfig numa) {
        long limit = Math.max(1, commandLine.number("nr_cpus").orElse(Long.MAX_VALUE));
        return input.apicIds().stream()
                .limit(limit)
                .map(apicId -> numa.apicNodes().getOrDefault(apicId, 0))
                .toList();
    }

    /** Pages outside the page descriptors, by the kernel's estimate: sizes the early hash tables. */
    private static long kernelPages(NodeZones zones, NodeMask memory) {
        return memory.ids().stream()
                .flatMap(nid -> zones.zoneSet().types().stream()
                        .map(type -> usable(
                                zones.span(nid, type).pages(),
                                zones.memory(nid, type).stream()
                                        .mapToLong(PfnRange::pages)
                                        .sum())))
                .mapToLong(Long::longValue)
                .sum();
    }

    private static long usable(long spanned, long present) {
        long described = spanned > present + (present >> 4) ? present : spanned;
        long descriptors = (described + PAGES_PER_DESCRIPTOR_PAGE - 1) / PAGES_PER_DESCRIPTOR_PAGE;
        return present >= descriptors ? present - descriptors : present;
    }

    private List<NodeLayout> nodes(Found found) {
        List<PfnRange> free = Stream.concat(memblock.freeRanges().stream(), FreedLater.withSmp(input).stream())
                .sorted()
                .toList();
        List<PfnRange> later = FreedLater.afterWatermarks(input.image(), bootMemory.initrd());
        NumaConfig numa = found.numa();
        List<NodeLayout> nodes = new ArrayList<>();
        for (int nid : numa.possible()) {
            nodes.add(new NodeLayout(
                    nid,
                    numa.domain(nid),
                    numa.hasMemory(nid),
                    found.zones().zones(nid, free, later),
                    cpumask(nid, numa, found.cpuToNode())));
        }
        return nodes;
    }

    private MachineLayout machine(Found found, List<NodeLayout> nodes) {
        NumaConfig numa = found.numa();
        return new MachineLayout(
                found.limits().ranges(),
                nodes,
                NodeMask.of(numa.possible()),
                online(numa, found.cpuToNode()),
                found.memory(),
                numa.distance(),
                input.hmat().map(hmat -> AccessLatencies.of(hmat, numa)).orElseGet(() -> new AccessLatency(Map.of())),
                found.cpuToNode(),
                found.iomem(),
                log.byPhase(),
                memblockAfter);
    }

    private static NodeMask online(NumaConfig numa, List<Integer> cpuToNode) {
        TreeSet<Integer> online = new TreeSet<>(cpuToNode);
        online.addAll(numa.initiators());
        numa.blocks().forEach(block -> online.add(block.nid()));
        online.retainAll(numa.possible());
        return NodeMask.of(online);
    }

    /** Every CPU of the physical node: fake nodes share theirs. */
    private List<Integer> cpumask(int nid, NumaConfig numa, List<Integer> cpuToNode) {
        long brought = commandLine.has("nosmp")
                ? 1
                : Math.max(1, commandLine.number("maxcpus").orElse(Long.MAX_VALUE));
        return IntStream.range(0, cpuToNode.size())
                .limit(brought)
                .filter(cpu -> numa.physical(cpuToNode.get(cpu)) == numa.physical(nid))
                .boxed()
                .toList();
    }
}
