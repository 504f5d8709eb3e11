package io.numactor.mm.boot.zones;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.boot.memblock.Memblock.NodeRange;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeZonesTest {
    private static final List<NodeRange> RANGES = List.of(
            new NodeRange(new PfnRange(1, 159), 0, false),
            new NodeRange(new PfnRange(256, 262144), 0, false),
            new NodeRange(new PfnRange(262144, 524256), 1, false));
    private static final ZoneLimits LIMITS = ZoneLimits.of(1, 524256);

    private static ZoneLayout zone(Map<Integer, Long> movable, int nid, ZoneType type) {
        return new NodeZones(RANGES, LIMITS, movable)
                .zones(nid, List.of(), List.of())
                .get(LIMITS.zones().index(type));
    }

    @Test
    void countsHolesAsSpannedOnly() {
        // captured: 2 nodes of 1 GiB
        ZoneLayout dma = zone(Map.of(), 0, ZoneType.DMA);
        assertThat(dma.startPfn()).isEqualTo(1);
        assertThat(dma.spanned()).isEqualTo(4095);
        assertThat(dma.present()).isEqualTo(3998);
        assertThat(zone(Map.of(), 0, ZoneType.DMA32).present()).isEqualTo(258048);
        assertThat(zone(Map.of(), 1, ZoneType.DMA32).spanned()).isEqualTo(262112);
    }

    @Test
    void leavesZonesBeyondTheNodeEmpty() {
        assertThat(zone(Map.of(), 0, ZoneType.NORMAL)).isEqualTo(ZoneLayout.empty(ZoneType.NORMAL));
        assertThat(zone(Map.of(), 1, ZoneType.DMA)).isEqualTo(ZoneLayout.empty(ZoneType.DMA));
        assertThat(zone(Map.of(), 2, ZoneType.DMA32)).isEqualTo(ZoneLayout.empty(ZoneType.DMA32));
    }

    @Test
    void cutsMovableZonesOffTheTop() {
        // captured: movablecore=768M
        Map<Integer, Long> movable = Map.of(0, 164864L, 1, 425984L);
        assertThat(zone(movable, 0, ZoneType.DMA32).spanned()).isEqualTo(160768);
        assertThat(zone(movable, 0, ZoneType.MOVABLE).startPfn()).isEqualTo(164864);
        assertThat(zone(movable, 0, ZoneType.MOVABLE).present()).isEqualTo(97280);
        assertThat(zone(movable, 1, ZoneType.MOVABLE).present()).isEqualTo(98272);
    }

    @Test
    void limitsZonesToTheMemoryThereIs() {
        assertThat(LIMITS.ranges())
                .containsExactly(
                        new PfnRange(1, 4096),
                        new PfnRange(4096, 524256),
                        new PfnRange(524256, 524256),
                        new PfnRange(524256, 524256),
                        new PfnRange(524256, 524256));
        assertThat(LIMITS.belowMovable()).isEqualTo(ZoneType.DMA32);
    }
}
