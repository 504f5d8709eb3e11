package io.numactor.mm.boot;

import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.zone.MachineTuning;
import io.numactor.mm.zone.Sysctls;
import io.numactor.mm.zone.TunedMachine;
import io.numactor.mm.zone.ZoneCensus;
import io.numactor.mm.zone.ZoneKey;
import io.numactor.mm.zone.ZoneParams;
import io.numactor.mm.zonelist.NodeZonelists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The machine's boot, phase by phase, as its coordinator lives it (Linux 6.1): what each phase installs on the nodes,
 * and what it makes of their confirmations. It decides; whoever drives it carries the orders to the nodes and waits
 * for all of them before the next phase.
 */
public final class BootSequence {
    private final BootInput input;
    private final MachineLayout layout;
    private final Sysctls sysctls = Sysctls.DEFAULTS;
    private final List<String> log = new ArrayList<>();
    private final SortedMap<ZoneKey, Long> managed = new TreeMap<>();
    private BootPhase phase = BootPhase.SETUP_ARCH;
    private List<NodeZonelists> zonelists = List.of();
    private TunedMachine tuned = TunedMachine.UNTUNED;
    private boolean installs;

    /**
     * Runs setup_arch, which needs no node: the first order is {@link BootPhase#FREE_AREA_INIT}.
     *
     * @throws BootRefused when the input describes no machine that could boot
     */
    public BootSequence(BootInput input) {
        this.input = input;
        this.layout = MachineSetup.layout(input);
        log.addAll(layout.log());
        phase = BootPhase.FREE_AREA_INIT;
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
        return List.copyOf(log);
    }

    /**
     * Every node has confirmed the current phase: goes on to the next.
     *
     * @param managedNow managed pages of every zone, as the nodes report them
     * @throws IllegalStateException when the last phase was over already
     */
    public void completed(Map<ZoneKey, Long> managedNow) {
        if (phase == BootPhase.RUNNING) {
            throw new IllegalStateException("boot is over");
        }
        managed.putAll(managedNow);
        phase = BootPhase.values()[phase.ordinal() + 1];
        installs = false;
        enter();
    }

    private void enter() {
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
        zonelists = BootZonelists.of(input.kernel(), layout);
        log.addAll(ZonelistLog.bootLines(layout, zonelists));
    }

    private int onlineCpus() {
        return layout.cpuToNode().size();
    }

    private List<ZoneCensus> census() {
        List<ZoneCensus> census = new ArrayList<>();
        for (NodeLayout node : layout.nodes()) {
            for (ZoneLayout zone : node.zones()) {
                ZoneKey key = new ZoneKey(node.nid(), zone.type());
                census.add(new ZoneCensus(
                        key,
                        zone.present(),
                        managed.getOrDefault(key, 0L),
                        node.cpus().size()));
            }
        }
        return census;
    }
}
