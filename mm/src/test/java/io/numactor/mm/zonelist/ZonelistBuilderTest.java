package io.numactor.mm.zonelist;

import static io.numactor.mm.topology.ZoneType.DMA;
import static io.numactor.mm.topology.ZoneType.DMA32;
import static io.numactor.mm.topology.ZoneType.MOVABLE;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZonelistBuilderTest {
    private static final NodeMask FOUR = NodeMask.parse("0-3");

    @Test
    void goesNodeByNodeFromTheHighestZoneDown() {
        List<ZoneType> all = List.of(DMA, DMA32, NORMAL);

        assertThat(fallback(build(FOUR, Map.of(0, all, 1, all, 2, all, 3, all)), 2))
                .isEqualTo(
                        "2:Normal 2:DMA32 2:DMA 3:Normal 3:DMA32 3:DMA 0:Normal 0:DMA32 0:DMA 1:Normal 1:DMA32 1:DMA");
    }

    @Test
    void leavesUnpopulatedZonesOut() {
        List<ZoneType> withoutDma = List.of(DMA32, NORMAL);

        assertThat(fallback(
                        build(
                                FOUR,
                                Map.of(0, List.of(DMA, DMA32, NORMAL), 1, withoutDma, 2, withoutDma, 3, withoutDma)),
                        2))
                .isEqualTo("2:Normal 2:DMA32 3:Normal 3:DMA32 0:Normal 0:DMA32 0:DMA 1:Normal 1:DMA32");
    }

    @Test
    void keepsLocalZonesAloneForThisNodeRequests() {
        assertThat(build(FOUR, Map.of(0, List.of(DMA, DMA32), 2, List.of(DMA32, MOVABLE)))
                        .get(2)
                        .noFallback())
                .containsExactly(new ZoneRef(2, MOVABLE), new ZoneRef(2, DMA32));
    }

    @Test
    void givesAMemorylessNodeTheNearestMemoryAndNoZonesOfItsOwn() {
        List<NodeZonelists> lists = build(FOUR, Map.of(0, List.of(DMA, DMA32), 2, List.of(NORMAL), 3, List.of(NORMAL)));

        assertThat(lists.get(1).order()).containsExactly(1, 3, 2, 0);
        assertThat(fallback(lists, 1)).isEqualTo("3:Normal 2:Normal 0:DMA32 0:DMA");
        assertThat(lists.get(1).noFallback()).isEmpty();
    }

    @Test
    void countsLoadFromZeroWhenOneNodeIsBuiltAlone() {
        NodeDistance distance =
                NodeDistance.of(new int[][] {{10, 20, 30, 30}, {20, 10, 30, 30}, {30, 30, 10, 40}, {30, 30, 40, 10}});
        List<ZoneType> normal = List.of(NORMAL);

        NodeZonelists lists = ZonelistBuilder.buildOne(
                1,
                Zonelists.machine(FOUR, NodeMask.EMPTY, distance, Map.of(0, normal, 1, normal, 2, normal, 3, normal)));

        assertThat(lists.order()).containsExactly(1, 0, 2, 3);
    }

    @Test
    void bindsUpToTheHighestZoneThatIsNotMovable() {
        assertThat(ZonelistBuilder.policyZone(
                        build(NodeMask.of(0, 1), Map.of(0, List.of(DMA, DMA32), 1, List.of(DMA32, MOVABLE)))))
                .isEqualTo(DMA32);
        assertThat(ZonelistBuilder.policyZone(
                        build(NodeMask.of(0, 1), Map.of(0, List.of(DMA, DMA32), 1, List.of(NORMAL)))))
                .isEqualTo(NORMAL);
    }

    @Test
    void namesTheZoneTypesOfTheListsAndMovable() {
        Map<Integer, List<ZoneType>> populated = Map.of(0, List.of(DMA, DMA32), 1, List.of(DMA32));
        assertThat(ZonelistBuilder.typesOf(build(FOUR, populated))).containsExactly(DMA, DMA32, MOVABLE);
        assertThat(ZonelistBuilder.types(Zonelists.machine(FOUR, NodeMask.EMPTY, NodeDistance.defaults(), populated)))
                .containsExactly(DMA, DMA32, MOVABLE);
    }

    private static List<NodeZonelists> build(NodeMask possible, Map<Integer, List<ZoneType>> populated) {
        return ZonelistBuilder.buildAll(
                Zonelists.machine(possible, NodeMask.EMPTY, NodeDistance.defaults(), populated));
    }

    private static String fallback(List<NodeZonelists> lists, int nid) {
        return String.join(
                " ", lists.get(nid).fallback().stream().map(ZoneRef::toString).toList());
    }
}
