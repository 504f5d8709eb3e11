package io.numactor.mm.boot;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.boot.zones.ManagedEstimate;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.watermark.MachineTuning;
import io.numactor.mm.watermark.Sysctls;
import io.numactor.mm.watermark.TunedMachine;
import io.numactor.mm.watermark.ZoneCensus;
import io.numactor.mm.watermark.ZoneParams;
import io.numactor.mm.zonelist.NodeZonelists;
import io.numactor.mm.zonelist.ZonelistBuilder;
import io.numactor.mm.zonelist.ZonelistMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The machine's boot, phase by phase, as its coordinator lives it (Linux 6.1): what each phase installs on the nodes,
 * and what it makes of their confirmations. It decides; whoever drives it carries the orders to the nodes and waits
 * for all of them before the next phase.
 */
public final class BootSequence {
    /** {@code zone_reclaim_mode}: reclaim before falling back. */
    private static final int ZONE_RECLAIM = 1;

    private final BootInput input;
    private final MachineLayout layout;
    private final long dmaReserve;
    private Sysctls sysctls;
    private final SortedMap<BootPhase, List<String>> log = new TreeMap<>();
    private final SortedMap<ZoneKey, Long> managed = new TreeMap<>();
    private BootPhase phase = BootPhase.FREE_AREA_INIT;
    private List<NodeZonelists> zonelists = List.of();
    private TunedMachine tuned = TunedMachine.UNTUNED;
    private boolean installs;

    /** As {@link #BootSequence(BootInput, Consumer)}, watched by nobody. */
    public BootSequence(BootInput input) {
        this(input, phase -> {});
    }

    /**
     * Goes through all that needs no node: the first order is {@link BootPhase#FREE_AREA_INIT}.
     *
     * @param observer told of each phase before that when its work begins, in order
     * @throws BootRefused when the input describes no machine that could boot
     */
    public BootSequence(BootInput input, Consumer<BootPhase> observer) {
        this.input = input;
        this.sysctls = Sysctls.of(input.kernel(), input.architecture().isIa32() ? ZoneSet.I386 : ZoneSet.X86_64)
                .withNumaZonelistOrder(BootZonelists.asked(input));
        this.layout = MachineSetup.layout(input, observer);
        this.dmaReserve = ManagedEstimate.dmaReserve(layout.nodes());
        for (BootPhase early = BootPhase.BOOT_CPU_INIT; early != phase; early = early.next()) {
            print(early, layout.log(early));
        }
        enter();
    }

    public BootInput input() {
        return input;
    }

    public MachineLayout layout() {
        return layout;
    }

    /** The phase whose orders are out. */
    public BootPhase phase() {
        return phase;
    }

    /** What the current phase installs on a node's zones; empty when it installs nothing. */
    public Map<ZoneKey, ZoneParams> settings(int nid) {
        if (!installs) {
            return Map.of();
        }
        return tuned.zones().entrySet().stream()
                .filter(zone -> zone.getKey().nid() == nid)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Every possible node's zonelists, ascending; empty before {@link BootPhase#BUILD_ALL_ZONELISTS}. */
    public List<NodeZonelists> zonelists() {
        return zonelists;
    }

    /** What has been computed over all nodes so far. */
    public TunedMachine tuned() {
        return tuned;
    }

    public Sysctls sysctls() {
        return sysctls;
    }

    /** Managed pages of every zone, as the nodes have reported them. */
    public SortedMap<ZoneKey, Long> managed() {
        return new TreeMap<>(managed);
    }

    /** The kernel's lines so far, in order, without timestamps. */
    public List<String> log() {
        return log(phase);
    }

    /** The kernel's lines up to the end of this phase. */
    public List<String> log(BootPhase last) {
        return log.entrySet().stream()
                .filter(lines -> lines.getKey().compareTo(last) <= 0)
                .flatMap(lines -> lines.getValue().stream())
                .toList();
    }

    private void print(BootPhase printing, List<String> lines) {
        log.computeIfAbsent(printing, p -> new ArrayList<>()).addAll(lines);
    }

    /**
     * The current phase is done, confirmed by every node where it was ordered: goes on to the next.
     *
     * @param managedNow managed pages of every zone, as the nodes report them
     * @throws IllegalStateException when the last phase was over already
     */
    public void completed(Map<ZoneKey, Long> managedNow) {
        if (phase == BootPhase.RUNNING) {
            throw new IllegalStateException("boot is over");
        }
        managed.putAll(managedNow);
        phase = phase.next();
        installs = false;
        enter();
    }

    private void enter() {
        print(phase, layout.log(phase));
        switch (phase) {
            case BUILD_ALL_ZONELISTS -> buildAllZonelists();
            case SETUP_PER_CPU_PAGESET -> tune(MachineTuning.atPagesetSetup(census(), onlineCpus(), sysctls));
            case INIT_PER_ZONE_WMARK_MIN -> tune(MachineTuning.atInit(census(), onlineCpus(), sysctls));
            case KHUGEPAGED_INIT -> tuneForHugePages(false);
            case RUNNING -> tuneForHugePages(true);
            default -> {}
        }
    }

    private void tune(TunedMachine next) {
        tuned = next;
        installs = true;
    }

    /** The steps of the machine's history after the first: those of boot, or those of the time after it. */
    private void tuneForHugePages(boolean running) {
        long total = managed.values().stream().mapToLong(Long::longValue).sum();
        for (TuningHistory.Step step : TuningHistory.stepsFor(input, total)) {
            if (step != TuningHistory.Step.WATERMARK_INIT && step.isAfterFreeInitmem() == running) {
                tune(TuningHistory.after(tuned, step, census(), onlineCpus(), sysctls));
            }
        }
    }

    private void buildAllZonelists() {
        ZonelistMachine machine = BootZonelists.machine(input, layout);
        zonelists = ZonelistBuilder.buildAll(machine);
        if (ZonelistBuilder.switchesZoneReclaimOn(machine, zonelists)) {
            sysctls = sysctls.withZoneReclaimMode(ZONE_RECLAIM);
        }
        print(phase, BootLines.zonelists(input, layout, zonelists));
    }

    private int onlineCpus() {
        return layout.cpuToNode().size();
    }

    /** What marks, reserves and pagesets of a zone are shares of: not always what it manages. Pages. */
    public long accounted(ZoneKey key) {
        return accounted(key, layout.node(key.nid()).zone(key.type()));
    }

    private long accounted(ZoneKey key, ZoneLayout zone) {
        return input.kernel()
                .accountedPages(
                        managed.getOrDefault(key, 0L), ManagedEstimate.ofZone(input.kernel(), zone, dmaReserve));
    }

    private List<ZoneCensus> census() {
        List<ZoneCensus> census = new ArrayList<>();
        for (NodeLayout node : layout.nodes()) {
            for (ZoneLayout zone : node.zones()) {
                ZoneKey key = new ZoneKey(node.nid(), zone.type());
                census.add(new ZoneCensus(
                        key, zone.present(), accounted(key, zone), node.cpus().size()));
            }
        }
        return census;
    }
}
