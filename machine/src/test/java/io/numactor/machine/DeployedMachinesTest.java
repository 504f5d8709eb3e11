package io.numactor.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.BootZonelists;
import io.numactor.mm.boot.MachineLayout;
import io.numactor.mm.boot.MachineSetup;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zonelist.NodeZonelists;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeployedMachinesTest {
    private static MachineLayout layout(String name) {
        return MachineSetup.layout(boot(name));
    }

    private static BootInput boot(String name) {
        return Machines.read(name, Fixtures.MACHINES).boot();
    }

    private static List<NodeZonelists> lists(BootInput boot) {
        return BootZonelists.of(boot, MachineSetup.layout(boot));
    }

    private static List<List<Integer>> orders(String name) {
        return lists(boot(name)).stream().map(NodeZonelists::order).toList();
    }

    @Test
    void ringFallsBackToItsNeighboursFirst() {
        assertThat(orders("ring-4"))
                .containsExactly(List.of(0, 1, 3, 2), List.of(1, 2, 0, 3), List.of(2, 3, 1, 0), List.of(3, 0, 2, 1));
    }

    @Test
    void boardsTakeEqualDistancesInTurn() {
        assertThat(orders("two-boards-8"))
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
    void boardsOverflowInAnotherOrderUnderEachEra() {
        BootInput board = boot("board-8");
        assertThat(order(board.withKernel(KernelVersion.V2_6_24), 5)).containsExactly(5, 4, 6, 7, 0, 1, 2, 3);
        assertThat(order(board.withKernel(KernelVersion.V5_15), 5)).containsExactly(5, 4, 7, 6, 0, 1, 2, 3);
        assertThat(order(board, 5)).containsExactly(5, 4, 7, 6, 1, 2, 3, 0);
    }

    @Test
    void nodesOfTheBooksFiguresHaveThreeZonesEach() {
        BootInput book = boot("book-figure-3-9").withKernel(KernelVersion.V2_6_24);
        assertThat(lists(book).get(2).fallback().toString())
                .isEqualTo("[2:Normal, 2:DMA32, 2:DMA, 3:Normal, 3:DMA32, 3:DMA,"
                        + " 0:Normal, 0:DMA32, 0:DMA, 1:Normal, 1:DMA32, 1:DMA]");
        assertThat(lists(boot("book-figure-3-10").withKernel(KernelVersion.V2_6_24))
                        .get(2)
                        .fallback(ZoneType.DMA)
                        .toString())
                .isEqualTo("[2:DMA, 3:DMA, 0:DMA, 1:DMA]");
    }

    @Test
    void zonesComeFirstWhereLowMemoryIsScarce() {
        BootInput machine = boot("zone-order-4");
        String zonesFirst = "[2:Normal, 3:Normal, 0:Normal, 1:Normal, 2:DMA32, 3:DMA32, 0:DMA32, 1:DMA32,"
                + " 2:DMA, 3:DMA, 0:DMA, 1:DMA]";
        assertThat(lists(machine.withKernel(KernelVersion.V2_6_24))
                        .get(2)
                        .fallback()
                        .toString())
                .isEqualTo(zonesFirst);
        assertThat(lists(machine.withKernel(KernelVersion.V4_4))
                        .get(2)
                        .fallback()
                        .toString())
                .startsWith("[2:Normal, 2:DMA32, 2:DMA, 3:Normal");
    }

    private static List<Integer> order(BootInput boot, int nid) {
        return lists(boot).get(nid).order();
    }

    @Test
    void farMemoryIsTheLastResortAndHasItsOwnLatency() {
        MachineLayout cxl = layout("cxl-3");
        assertThat(orders("cxl-3").subList(0, 2)).containsExactly(List.of(0, 1, 2), List.of(1, 0, 2));
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
