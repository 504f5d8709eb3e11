package io.numactor.mm.zonelist;

import static io.numactor.mm.kernel.ZonelistOrder.NODE;
import static io.numactor.mm.kernel.ZonelistOrder.ZONE;
import static io.numactor.mm.topology.ZoneType.DMA;
import static io.numactor.mm.topology.ZoneType.DMA32;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.kernel.ZonelistOrder;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.ZoneCensus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What 2.6.24 takes for the right order, by the worked examples of the heuristic. */
class DefaultOrderTest {
    @Test
    void prefersNodesWhenALargeNodeIsMostlyLow() {
        assertThat(of(zone(0, DMA, 4000), zone(0, DMA32, 782000), zone(0, NORMAL, 262000), zone(1, NORMAL, 1048576)))
                .isEqualTo(NODE);
    }

    @Test
    void prefersZonesWhenLowMemoryIsScarceEverywhere() {
        assertThat(of(zone(0, DMA, 4000), zone(0, DMA32, 782000), zone(0, NORMAL, 3408304), zone(1, NORMAL, 4194304)))
                .isEqualTo(ZONE);
    }

    @Test
    void prefersNodesWhenMostMemoryIsLow() {
        assertThat(of(zone(0, DMA, 4000), zone(0, DMA32, 258000), zone(1, DMA32, 262144)))
                .isEqualTo(NODE);
    }

    /** More than half of the machine is low, though of no node 70 %; exactly half is not more. */
    @Test
    void prefersNodesWhenMoreThanHalfOfTheMachineIsLow() {
        assertThat(of(zone(0, DMA32, 501), zone(0, NORMAL, 499), zone(1, DMA32, 500), zone(1, NORMAL, 500)))
                .isEqualTo(NODE);
        assertThat(of(zone(0, DMA32, 500), zone(0, NORMAL, 500), zone(1, DMA32, 500), zone(1, NORMAL, 500)))
                .isEqualTo(ZONE);
    }

    /** Large is more than the average over one node more than there are: here 3000 / 3. */
    @Test
    void aNodeNotAboveTheAverageIsNotLarge() {
        assertThat(of(zone(0, DMA32, 1000), zone(1, NORMAL, 2000))).isEqualTo(ZONE);
        assertThat(of(zone(0, DMA32, 1003), zone(1, NORMAL, 2003))).isEqualTo(NODE);
        // Of three nodes the one that is all low is above 4300 / 4.
        assertThat(of(zone(0, DMA32, 1300), zone(1, NORMAL, 2000), zone(2, NORMAL, 1000)))
                .isEqualTo(NODE);
    }

    @Test
    void mostlyLowIsMoreThanSeventyPercent() {
        assertThat(of(zone(0, DMA32, 700), zone(0, NORMAL, 300), zone(1, NORMAL, 1000)))
                .isEqualTo(ZONE);
        assertThat(of(zone(0, DMA32, 701), zone(0, NORMAL, 299), zone(1, NORMAL, 1000)))
                .isEqualTo(NODE);
    }

    @Test
    void prefersNodesWhenNothingIsLow() {
        assertThat(of(zone(0, NORMAL, 262144), zone(1, NORMAL, 262144))).isEqualTo(NODE);
    }

    private static ZonelistOrder of(ZoneCensus... zones) {
        NodeMask nodes = NodeMask.of(List.of(zones).stream()
                .map(zone -> zone.zone().nid())
                .distinct()
                .toList());
        return new ZonelistMachine(
                        KernelVersion.V2_6_24,
                        nodes,
                        nodes,
                        nodes,
                        NodeMask.EMPTY,
                        NodeDistance.defaults(),
                        List.of(zones))
                .order();
    }

    private static ZoneCensus zone(int nid, ZoneType type, long pages) {
        return new ZoneCensus(new ZoneKey(nid, type), pages, pages, 0);
    }
}
