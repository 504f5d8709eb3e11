package io.numactor.mm.boot;

import static io.numactor.mm.boot.MachineBuilder.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.machine.MachineChange;
import io.numactor.mm.machine.MachineEvent;
import io.numactor.mm.machine.MachineState;
import io.numactor.mm.machine.Recomputed;
import io.numactor.mm.machine.VmSysctl;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two nodes, 30 apart, under kernels before 6.1. */
class OldKernelTest {
    @Test
    void rebuildsTheListsWhenAnotherOrderIsWritten() {
        MachineState state = running(KernelVersion.V2_6_24);
        assertThat(state.zonelists().get(1).fallback().toString()).isEqualTo("[1:Normal, 0:Normal, 0:DMA32, 0:DMA]");

        MachineChange node = write(state, "zone");
        assertThat(node.recomputed()).contains(Recomputed.ZONELISTS);
        assertThat(node.log()).anyMatch(line -> line.startsWith("Built 2 zonelists in Zone order, "));
        assertThat(state.zonelists().get(0).fallback().toString()).isEqualTo("[0:Normal, 1:Normal, 0:DMA32, 0:DMA]");
        assertThat(VmSysctl.NUMA_ZONELIST_ORDER.read(state.sysctls(), state.tuned()))
                .isEqualTo("Zone");
        assertThat(write(state, "zone").recomputed()).isEmpty();
    }

    @Test
    void rebuildsNothingSince4_14() {
        MachineState state = running(KernelVersion.V5_15);

        assertThat(write(state, "node").recomputed()).isEmpty();
        assertThat(VmSysctl.NUMA_ZONELIST_ORDER.read(state.sysctls(), state.tuned()))
                .isEqualTo("Node");
    }

    @Test
    void reclaimsBeforeItGoesFarIn2_6_24() {
        assertThat(running(KernelVersion.V2_6_24).sysctls().zoneReclaimMode()).isEqualTo(1);
        assertThat(running(KernelVersion.V4_4).sysctls().zoneReclaimMode()).isZero();
    }

    /** The same pages, less the high marks, which are 0 at boot. */
    @Test
    void countsTotalPagesAsBootDidWhenListsAreRebuilt() {
        MachineState state = running(KernelVersion.V2_6_24);
        long boot = totalPages(state.log());
        long highMarks = state.layout().nodes().stream()
                .flatMap(node -> node.zones().stream().map(zone -> new ZoneKey(node.nid(), zone.type())))
                .mapToLong(key -> state.tuned().zone(key).watermarks().high())
                .sum();

        assertThat(totalPages(write(state, "zone").log())).isEqualTo(boot - highMarks);
    }

    private static long totalPages(List<String> log) {
        String built = log.stream()
                .filter(line -> line.startsWith("Built "))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(built.substring(built.lastIndexOf(' ') + 1));
    }

    /** Present pages of DMA are what descriptors (55 pages) and the reserved first MiB (158) leave of 3998. */
    @Test
    void sharesOutWhatIsPresentIn2_6_24AndManagedLater() {
        ZoneKey dma = new ZoneKey(0, ZoneType.DMA);

        assertThat(running(KernelVersion.V2_6_24).tuned().zone(dma).pagesetHigh())
                .isZero();
        assertThat(running(KernelVersion.V4_4)
                        .tuned()
                        .zone(new ZoneKey(1, ZoneType.NORMAL))
                        .pagesetHigh())
                .isEqualTo(186);
        assertThat(running(KernelVersion.V5_15)
                        .tuned()
                        .zone(new ZoneKey(1, ZoneType.NORMAL))
                        .pagesetBatch())
                .isEqualTo(63);
    }

    private static MachineChange write(MachineState state, String order) {
        return state.apply(new MachineEvent.SysctlWritten(VmSysctl.NUMA_ZONELIST_ORDER, order));
    }

    private static MachineState running(KernelVersion kernel) {
        BootInput input = new MachineBuilder()
                .usable(0, 0x9fc00)
                .usable(MachineBuilder.MIB, 3 * GIB)
                .usable(4 * GIB, 9 * GIB)
                .cpu(0)
                .cpu(1)
                .memory(0, 0, 5 * GIB)
                .memory(1, 5 * GIB, 9 * GIB)
                .slit(10, 30)
                .slit(30, 10)
                .input()
                .withKernel(kernel);
        BootSequence boot = new BootSequence(input);
        while (boot.phase() != BootPhase.RUNNING) {
            boot.completed(managed(boot.layout()));
        }
        return MachineState.of(boot);
    }

    /** As if nothing but the first MiB were reserved. */
    private static Map<ZoneKey, Long> managed(MachineLayout layout) {
        Map<ZoneKey, Long> managed = new HashMap<>();
        for (NodeLayout node : layout.nodes()) {
            for (ZoneLayout zone : node.zones()) {
                managed.put(new ZoneKey(node.nid(), zone.type()), zone.present());
            }
        }
        return managed;
    }
}
