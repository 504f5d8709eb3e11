package io.numactor.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.BootZonelists;
import io.numactor.mm.boot.MachineLayout;
import io.numactor.mm.boot.MachineSetup;
import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.zone.ZoneType;
import io.numactor.mm.zonelist.NodeZonelists;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeployedMachinesTest {
    private static MachineLayout layout(String name) {
        return MachineSetup.layout(Machines.read(name, Fixtures.MACHINES).boot());
    }

    private static List<List<Integer>> orders(MachineLayout layout) {
        return BootZonelists.of(KernelVersion.V6_1, layout).stream()
                .map(NodeZonelists::order)
                .toList();
    }

    @Test
    void ringFallsBackToItsNeighboursFirst() {
        assertThat(orders(layout("ring-4")))
                .containsExactly(List.of(0, 1, 3, 2), List.of(1, 2, 0, 3), List.of(2, 3, 1, 0), List.of(3, 0, 2, 1));
    }

    @Test
    void boardsTakeEqualDistancesInTurn() {
        assertThat(orders(layout("two-boards-8")))
                .containsExactly(
                        List.of(0, 1, 2, 3, 4, 5, 6, 7),
                        List.of(1, 0, 3, 2, 5, 6, 7, 4),
                        List.of(2, 3, 0, 1, 6, 7, 4, 5),
                        List.of(3, 2, 1, 0, 7, 4, 5, 6),
                        List.of(4, 5, 6, 7, 0, 1, 2, 3),
                        List.of(5, 4, 7, 6, 1, 2, 3, 0),
                        List.of(6, 7, 4, 5, 2, 3, 0, 1),
                        List.of(7, 6, 5, 4, 3, 0, 1, 2));
    }

    @Test
    void farMemoryIsTheLastResortAndHasItsOwnLatency() {
        MachineLayout cxl = layout("cxl-3");
        assertThat(orders(cxl).subList(0, 2)).containsExactly(List.of(0, 1, 2), List.of(1, 0, 2));
        assertThat(cxl.node(2).cpus()).isEmpty();
        assertThat(cxl.latency().between(1, 2, 28)).isEqualTo(310);
    }

    @Test
    void desktopIsOneNodeOfThreeZones() {
        MachineLayout desktop = layout("desktop-1");
        assertThat(desktop.nodes()).hasSize(1);
        assertThat(desktop.node(0).populatedZones()).containsExactly(ZoneType.DMA, ZoneType.DMA32, ZoneType.NORMAL);
        assertThat(desktop.log()).contains("No NUMA configuration found");
    }

    @Test
    void hypercubeBootsWithSixtyFourNodes() {
        MachineLayout cube = layout("hypercube-64");
        assertThat(cube.memory().size()).isEqualTo(64);
        assertThat(cube.node(63).cpus()).containsExactly(126, 127);
        assertThat(cube.distance().between(0, 63)).isEqualTo(31);
    }
}
