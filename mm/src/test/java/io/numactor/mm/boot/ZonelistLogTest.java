package io.numactor.mm.boot;

import static io.numactor.mm.topology.ZoneType.DMA;
import static io.numactor.mm.topology.ZoneType.DMA32;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.numa.AccessLatency;
import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.ZoneCensus;
import io.numactor.mm.zonelist.NodeZonelists;
import io.numactor.mm.zonelist.ZonelistBuilder;
import io.numactor.mm.zonelist.ZonelistMachine;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ZonelistLogTest {
    /** Two nodes of 1 GiB and a possible third without memory, as a real 6.1 printed them. */
    private static final List<String> CAPTURED = List.of(
            "Fallback order for Node 0: 0 1 ",
            "Fallback order for Node 1: 1 0 ",
            "Fallback order for Node 2: 2 1 0 ",
            "mminit::zonelist general 0:DMA = 0:DMA ",
            "mminit::zonelist general 0:DMA32 = 0:DMA32 0:DMA 1:DMA32 ",
            "mminit::zonelist thisnode 0:DMA = 0:DMA ",
            "mminit::zonelist thisnode 0:DMA32 = 0:DMA32 0:DMA ",
            "mminit::zonelist general 1:DMA32 = 1:DMA32 0:DMA32 0:DMA ",
            "mminit::zonelist thisnode 1:DMA32 = 1:DMA32 ",
            "Built 2 zonelists, mobility grouping on.  Total pages: 322272",
            "Policy zone: DMA32");

    @Test
    void printsWhatTheKernelPrints() {
        assertThat(ZonelistLog.bootLines(machine(), layout(), lists())).isEqualTo(CAPTURED);
    }

    /** Descriptors of 56 bytes: 55, 2632 and 1791 pages of them, and 158 reserved pages in DMA. */
    @Test
    void saysTheOrderAndNoFallbacksInOldKernels() {
        assertThat(ZonelistLog.bootLines(machine().under(KernelVersion.V2_6_24), layout(), lists()))
                .containsExactly(
                        "Built 2 zonelists in Node order, mobility grouping on.  Total pages: 322914",
                        "Policy zone: DMA32");
        assertThat(ZonelistLog.bootLines(machine().under(KernelVersion.V5_15), layout(), lists()))
                .contains("Built 2 zonelists, mobility grouping on.  Total pages: 322272")
                .noneMatch(line -> line.startsWith("Fallback order"));
    }

    @Test
    void groupsByMobilityFromOnePageblockPerTypeUp() {
        assertThat(ZonelistLog.built(1, 2559)).contains("mobility grouping off");
        assertThat(ZonelistLog.built(1, 2560)).contains("mobility grouping on");
    }

    private static List<NodeZonelists> lists() {
        return ZonelistBuilder.buildAll(machine());
    }

    private static ZonelistMachine machine() {
        return new ZonelistMachine(
                KernelVersion.V6_1,
                NodeMask.of(0, 1, 2),
                NodeMask.of(0, 1),
                NodeMask.of(0, 1),
                NodeMask.EMPTY,
                distance(),
                List.of(zone(0, DMA, 3998), zone(0, DMA32, 192512), zone(1, DMA32, 131040)));
    }

    private static ZoneCensus zone(int nid, ZoneType type, long pages) {
        return new ZoneCensus(new ZoneKey(nid, type), pages, pages, 0);
    }

    private static NodeDistance distance() {
        return NodeDistance.of(new int[][] {{10, 20, 40}, {20, 10, 30}, {40, 30, 10}});
    }

    /** RAM [1, 159), [256, 196608) on node 0 and [196608, 327648) on node 1; the first MiB is reserved. */
    private static MachineLayout layout() {
        ZoneLayout dma = new ZoneLayout(
                DMA,
                1,
                4095,
                List.of(new PfnRange(1, 159), new PfnRange(256, 4096)),
                List.of(new PfnRange(256, 4096)),
                List.of());
        List<NodeLayout> nodes = List.of(
                node(0, dma, dma32(4096, 196608)),
                node(1, dma32(196608, 327648)),
                new NodeLayout(2, 2, false, zones(), List.of()));
        return new MachineLayout(
                List.of(),
                nodes,
                NodeMask.of(0, 1, 2),
                NodeMask.of(0, 1),
                NodeMask.of(0, 1),
                distance(),
                new AccessLatency(Map.of()),
                List.of(),
                List.of(),
                Map.of(),
                Map.of());
    }

    private static NodeLayout node(int nid, ZoneLayout... zones) {
        return new NodeLayout(nid, nid, true, zones(zones), List.of());
    }

    private static ZoneLayout dma32(long start, long end) {
        PfnRange range = new PfnRange(start, end);
        return new ZoneLayout(DMA32, start, range.pages(), List.of(range), List.of(range), List.of());
    }

    private static List<ZoneLayout> zones(ZoneLayout... populated) {
        return Stream.of(ZoneType.values())
                .map(type -> Stream.of(populated)
                        .filter(zone -> zone.type() == type)
                        .findFirst()
                        .orElseGet(() -> ZoneLayout.empty(type)))
                .toList();
    }
}
