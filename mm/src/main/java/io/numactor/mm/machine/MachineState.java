package io.numactor.mm.machine;

import io.numactor.mm.boot.BootSequence;
import io.numactor.mm.boot.MachineLayout;
import io.numactor.mm.boot.ZonelistLog;
import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.watermark.Sysctls;
import io.numactor.mm.watermark.TunedMachine;
import io.numactor.mm.watermark.ZoneCensus;
import io.numactor.mm.watermark.ZoneParams;
import io.numactor.mm.zone.ZoneSpan;
import io.numactor.mm.zonelist.NodeZonelists;
import io.numactor.mm.zonelist.ZonelistBuilder;
import io.numactor.mm.zonelist.ZonelistMachine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The running machine (Linux 6.1): who is in, the distances, and all that is computed over all nodes. Events come in;
 * what hangs on them is recomputed by the kernel's rules, and only then: what a machine shows depends on its history.
 * Which event recomputes what: {@link EventRule}.
 *
 * <p>It holds no page. Whoever drives it has the nodes carry out first what needs pages (a block that goes online or
 * offline), and installs on them afterwards what {@link #settings} says.
 */
public final class MachineState {
    private final KernelVersion kernel;
    private final MachineLayout layout;
    private final MachineZones zones;
    private final MemoryBlocks blocks;
    private final WhoIsIn in;
    private final EventHistory history = new EventHistory();
    private final List<String> log;
    private final Map<ZoneKey, Long> accountedBesides = new HashMap<>();
    private final Set<Recomputed> recomputed = EnumSet.noneOf(Recomputed.class);
    private final MachineTunables tunables;
    private OnlinePolicy policy;
    private List<NodeZonelists> zonelists;
    private int zonelistBuilds = 1;

    private MachineState(BootSequence booted) {
        kernel = booted.input().kernel();
        layout = booted.layout();
        zones = new MachineZones(layout, booted.managed());
        booted.managed().forEach((key, managed) -> accountedBesides.put(key, booted.accounted(key) - managed));
        blocks = MemoryBlocks.of(layout);
        in = new WhoIsIn(layout);
        log = new ArrayList<>(booted.log());
        policy = OnlinePolicy.of(booted.input().commandLine());
        tunables = new MachineTunables(
                booted.sysctls(), booted.tuned(), booted.input().transparentHugepage(), recomputed, log);
        zonelists = booted.zonelists();
    }

    /** The machine that has just booted: every phase is confirmed. */
    public static MachineState of(BootSequence booted) {
        return new MachineState(booted);
    }

    /**
     * The event has happened.
     *
     * @throws ChangeRefused when the kernel would refuse it; then nothing has changed
     */
    public MachineChange apply(MachineEvent event) {
        recomputed.clear();
        int before = log.size();
        if (event instanceof MachineEvent.SysctlWritten written) {
            write(written);
        } else if (event instanceof MachineEvent.SysctlRead read) {
            tunables.read(read.sysctl(), census());
        } else if (event instanceof MachineEvent.HugePagesWritten written) {
            tunables.writeHugePages(written.setting(), census(), in.cpus());
        } else if (event instanceof MachineEvent.OnlinePolicyWritten written) {
            policy = policy.withPolicy(written.policy());
            refreshChoices();
        } else if (event instanceof MachineEvent.MemoryAdded added) {
            addMemory(added.nid(), added.range());
        } else if (event instanceof MachineEvent.MemoryRemoved removed) {
            removeMemory(removed.range());
        } else if (event instanceof MachineEvent.BlockOnlined onlined) {
            online(onlined.block(), onlined.type());
        } else if (event instanceof MachineEvent.BlockOfflined offlined) {
            offline(offlined.block());
        } else if (event instanceof MachineEvent.CpuOnlined cpu) {
            onlineCpu(cpu.cpu());
        } else if (event instanceof MachineEvent.CpuOfflined cpu) {
            offlineCpu(cpu.cpu());
        } else if (event instanceof MachineEvent.NodeLost lost) {
            lose(lost.nid());
        } else if (event instanceof MachineEvent.NodeReturned returned) {
            restore(returned.nid());
        }
        if (!(event instanceof MachineEvent.SysctlRead) || !recomputed.isEmpty()) {
            history.happened(event);
        }
        return new MachineChange(recomputed, log.subList(before, log.size()));
    }

    private void write(MachineEvent.SysctlWritten written) {
        boolean changed = tunables.write(written.sysctl(), written.value(), census(), in.cpus());
        if (changed && written.sysctl() == VmSysctl.NUMA_ZONELIST_ORDER) {
            buildAll();
        }
    }

    /** Where memory for a node that names no address would be plugged in. */
    public PfnRange place(long pages) {
        return blocks.place(1L << (32 - PfnRange.PAGE_SHIFT), pages);
    }

    private void addMemory(int nid, PfnRange range) {
        if (!layout.possible().contains(nid)) {
            throw ChangeRefused.invalid("node " + nid + " can never be online; possible are " + layout.possible());
        }
        blocks.add(nid, range);
        if (!in.online().contains(nid)) {
            buildOne(nid);
            in.nodeComes(nid);
            recomputed.add(Recomputed.NODE_MASKS);
        }
        refreshChoices();
    }

    private void removeMemory(PfnRange range) {
        List<Integer> nodes = blocks.all().stream()
                .filter(block -> block.range().overlaps(range))
                .map(MemoryBlock::nid)
                .distinct()
                .toList();
        blocks.remove(range);
        nodes.stream()
                .filter(nid -> !blocks.hasAnyOf(nid) && cpusOf(nid).isEmpty())
                .forEach(nid -> {
                    in.nodeGoes(nid);
                    recomputed.add(Recomputed.NODE_MASKS);
                });
    }

    /**
     * The zone that a block would be put online in.
     *
     * @throws ChangeRefused when it cannot be put online
     */
    public ZoneKey zoneFor(long id, OnlineType type) {
        return choice().toPutOnline(blocks.get(id), type);
    }

    /**
     * The zone that a block is to be taken from.
     *
     * @throws ChangeRefused when the kernel would not even try: offline, with holes, or in several zones
     */
    public ZoneKey zoneOf(long id) {
        return choice().toTakeFrom(blocks.get(id));
    }

    private void online(long id, OnlineType type) {
        ZoneKey key = zoneFor(id, type);
        MemoryBlock block = blocks.get(id);
        boolean first = !zones.isPopulated(key);
        if (first) {
            log.add("mminit::memmap_init Initialising map node %d zone %d pfns %d -> %d"
                    .formatted(
                            key.nid(),
                            zones.kernelZones().index(key.type()),
                            block.range().start(),
                            block.range().end()));
        }
        zones.add(key, block);
        blocks.put(block.with(true, List.of(key.type())));
        in.memoryComes(key.nid());
        recomputed.addAll(EnumSet.of(Recomputed.SPANS, Recomputed.MANAGED, Recomputed.NODE_MASKS));
        if (first) {
            buildAll();
        }
        retune();
        refreshChoices();
    }

    private void offline(long id) {
        ZoneKey key = zoneOf(id);
        MemoryBlock block = blocks.get(id);
        zones.remove(key, block);
        recomputed.addAll(EnumSet.of(Recomputed.SPANS, Recomputed.MANAGED));
        retune();
        if (!zones.isPopulated(key)) {
            buildAll();
        }
        if (zones.populated(key.nid()).isEmpty()) {
            in.memoryGoes(key.nid());
            recomputed.add(Recomputed.NODE_MASKS);
        }
        blocks.put(block.with(false, List.of()));
        refreshChoices();
    }

    private void retune() {
        tunables.retune(census(), in.cpus());
    }

    /** Blocks that are offline may go elsewhere now that zones have changed. */
    private void refreshChoices() {
        ZoneChoice choice = choice();
        blocks.all().stream()
                .filter(block -> !block.online())
                .forEach(block -> blocks.put(block.with(false, choice.valid(block))));
    }

    private ZoneChoice choice() {
        return new ZoneChoice(policy, zones, blocks);
    }

    private void onlineCpu(int cpu) {
        if (cpu < 0 || cpu >= layout.cpuToNode().size()) {
            throw new ChangeRefused(ChangeRefused.Errno.ENOENT, "there is no CPU " + cpu);
        }
        if (in.hasCpu(cpu)) {
            throw ChangeRefused.invalid("CPU " + cpu + " is online already");
        }
        // The callback runs before the CPU is in any mask, and makes up for it on every node, not only on its own.
        tunables.sizePagesets(zones.census(in.online(), nid -> cpusOf(nid).size() + 1), in.cpus());
        in.cpuComes(cpu);
        recomputed.add(Recomputed.CPU_MAPS);
    }

    private void offlineCpu(int cpu) {
        if (!in.hasCpu(cpu)) {
            throw ChangeRefused.invalid("CPU " + cpu + " is not online");
        }
        if (in.cpus() == 1) {
            throw new ChangeRefused(ChangeRefused.Errno.EBUSY, "CPU " + cpu + " is the last one");
        }
        in.cpuGoes(cpu);
        recomputed.add(Recomputed.CPU_MAPS);
        tunables.sizePagesets(census(), in.cpus());
    }

    private void lose(int nid) {
        zones.drop(nid);
        blocks.drop(nid);
        in.lose(nid);
        nodeChanged();
    }

    private void restore(int nid) {
        zones.restore(nid);
        blocks.restore(nid);
        in.restore(nid);
        nodeChanged();
    }

    private void nodeChanged() {
        recomputed.addAll(EnumSet.of(Recomputed.SPANS, Recomputed.MANAGED, Recomputed.NODE_MASKS, Recomputed.CPU_MAPS));
        buildAll();
        retune();
        refreshChoices();
    }

    private void buildAll() {
        zonelists = ZonelistBuilder.buildAll(zonelistMachine());
        recomputed.add(Recomputed.ZONELISTS);
        built(zonelists);
    }

    /** Memory for a node that was offline: only its own lists, while it does not count as online. */
    private void buildOne(int nid) {
        NodeZonelists own = ZonelistBuilder.buildOne(nid, zonelistMachine());
        zonelists = Stream.concat(zonelists.stream().filter(lists -> lists.nid() != nid), Stream.of(own))
                .sorted(Comparator.comparingInt(NodeZonelists::nid))
                .toList();
        recomputed.add(Recomputed.ONE_ZONELIST);
        built(List.of(own));
    }

    private ZonelistMachine zonelistMachine() {
        return new ZonelistMachine(
                        kernel,
                        layout.possible(),
                        in.online(),
                        in.memory(),
                        in.nodesWithCpus(),
                        layout.distance(),
                        zones.census(layout.possible(), nid -> cpusOf(nid).size()))
                .ordered(sysctls().numaZonelistOrder());
    }

    private void built(List<NodeZonelists> lists) {
        zonelistBuilds++;
        if (kernel.printsFallbackOrder()) {
            log.addAll(ZonelistLog.fallbackOrder(lists));
        }
        log.add(ZonelistLog.built(zonelistMachine(), totalPages()));
        log.add(ZonelistLog.policyZone(zonelists));
    }

    private long totalPages() {
        return census().stream()
                .mapToLong(zone -> Math.max(
                        0,
                        zone.managed() - tuned().zone(zone.zone()).watermarks().high()))
                .sum();
    }

    private List<ZoneCensus> census() {
        return zones.census(in.online(), nid -> cpusOf(nid).size()).stream()
                .map(this::accounted)
                .toList();
    }

    /** With the pages that the kernel accounts for: those that boot had taken away already count, too (2.6.24). */
    private ZoneCensus accounted(ZoneCensus zone) {
        long pages = zone.managed() + accountedBesides.getOrDefault(zone.zone(), 0L);
        return new ZoneCensus(zone.zone(), zone.present(), pages, zone.nodeCpus());
    }

    /** CPUs of a node that are online, ascending. */
    public List<Integer> cpusOf(int nid) {
        return in.cpusOf(nid);
    }

    public MachineLayout layout() {
        return layout;
    }

    public NodeMask online() {
        return in.online();
    }

    /** N_MEMORY. */
    public NodeMask memory() {
        return in.memory();
    }

    public Sysctls sysctls() {
        return tunables.sysctls();
    }

    public TunedMachine tuned() {
        return tunables.tuned();
    }

    /** What is to be installed on a node's zones. */
    public Map<ZoneKey, ZoneParams> settings(int nid) {
        return tuned().zones().entrySet().stream()
                .filter(zone -> zone.getKey().nid() == nid)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    public ZoneSpan span(ZoneKey key) {
        return zones.span(key.nid(), key.type());
    }

    public long managed(ZoneKey key) {
        return zones.managed(key);
    }

    /** Every possible node's zonelists, ascending. */
    public List<NodeZonelists> zonelists() {
        return zonelists;
    }

    /** Times that zonelists were built, at boot and since. */
    public int zonelistBuilds() {
        return zonelistBuilds;
    }

    /** All memory blocks, ascending. */
    public List<MemoryBlock> blocks() {
        return blocks.all();
    }

    /** Pages of each memory block. */
    public long blockPages() {
        return blocks.pages();
    }

    /** What made this machine of the one that had just booted; happening again to such a one, it makes the same. */
    public List<MachineEvent> history() {
        return history.events();
    }

    /** The kernel's lines so far, those of boot included. */
    public List<String> log() {
        return List.copyOf(log);
    }
}
