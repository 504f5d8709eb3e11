package io.numactor.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.NodeZonelist;
import io.numactor.api.v1.ZoneId;
import io.numactor.api.v1.ZoneType;
import io.numactor.api.v1.Zonelists;
import io.numactor.mm.topology.NodeMask;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZonelistsTextTest {
    /** The lines of a captured boot of a ring of four (6.1), two of its nodes. */
    @Test
    void printsTheKernelsLines() {
        List<ZoneId> fromZero = List.of(zone(0, 2), zone(0, 1), zone(1, 2), zone(3, 2), zone(2, 2));
        List<ZoneId> fromTwo = List.of(zone(2, 2), zone(3, 2), zone(1, 2), zone(0, 2), zone(0, 1));
        Zonelists lists = Zonelists.newBuilder()
                .addNodes(NodeZonelist.newBuilder()
                        .addAllFallbackOrder(List.of(0, 1, 3, 2))
                        .addAllFallback(fromZero)
                        .addAllNoFallback(fromZero.subList(0, 2)))
                .addNodes(NodeZonelist.newBuilder()
                        .setNode(2)
                        .addAllFallbackOrder(List.of(2, 3, 1, 0))
                        .addAllFallback(fromTwo)
                        .addAllNoFallback(fromTwo.subList(0, 1)))
                .build();
        assertThat(ZonelistsText.print(lists, NodeMask.EMPTY)).isEqualTo("""
                        Fallback order for Node 0: 0 1 3 2\s
                        Fallback order for Node 2: 2 3 1 0\s
                        mminit::zonelist general 0:DMA = 0:DMA\s
                        mminit::zonelist general 0:DMA32 = 0:DMA32 0:DMA 1:DMA32 3:DMA32 2:DMA32\s
                        mminit::zonelist thisnode 0:DMA = 0:DMA\s
                        mminit::zonelist thisnode 0:DMA32 = 0:DMA32 0:DMA\s
                        mminit::zonelist general 2:DMA32 = 2:DMA32 3:DMA32 1:DMA32 0:DMA32 0:DMA\s
                        mminit::zonelist thisnode 2:DMA32 = 2:DMA32\s
                        """);
        assertThat(ZonelistsText.print(lists, NodeMask.of(2))).startsWith("Fallback order for Node 2: ");
    }

    private static ZoneId zone(int nid, int number) {
        return ZoneId.newBuilder()
                .setNode(nid)
                .setZone(ZoneType.forNumber(number))
                .build();
    }
}
