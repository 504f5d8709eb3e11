package io.numactor.mm.zonelist;

import static io.numactor.mm.kernel.KernelVersion.V2_6_24;
import static io.numactor.mm.kernel.KernelVersion.V4_4;
import static io.numactor.mm.kernel.KernelVersion.V5_15;
import static io.numactor.mm.kernel.KernelVersion.V5_17;
import static io.numactor.mm.kernel.KernelVersion.V6_1;
import static io.numactor.mm.topology.ZoneType.DMA;
import static io.numactor.mm.topology.ZoneType.DMA32;
import static io.numactor.mm.topology.ZoneType.MOVABLE;
import static io.numactor.mm.topology.ZoneType.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.kernel.ZonelistOrder;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.ZoneCensus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The worked examples of the book's figures 3-9 and 3-10 and of the eras of node order. */
class ZonelistErasTest {
    private static final NodeMask FOUR = NodeMask.parse("0-3");
    private static final int C = 2;

    @Test
    void fillsTheListOfNodeCStepByStep() {
        ZonelistMachine uma = book(V2_6_24).withoutNuma();

        assertThat(fillings(uma))
                .containsExactly(
                        "C2 C1 C0",
                        "C2 C1 C0 D2 D1 D0",
                        "C2 C1 C0 D2 D1 D0 A2 A1 A0",
                        "C2 C1 C0 D2 D1 D0 A2 A1 A0 B2 B1 B0");
        assertThat(fillings(book(V2_6_24).ordered(ZonelistOrder.NODE))).isEqualTo(fillings(uma));
    }

    @Test
    void finishesOneListForEachZoneType() {
        NodeZonelists lists = listsOf(book(V2_6_24).ordered(ZonelistOrder.NODE), C);

        assertThat(letters(lists.fallback(DMA))).isEqualTo("C0 D0 A0 B0");
        assertThat(letters(lists.fallback(DMA32))).isEqualTo("C1 C0 D1 D0 A1 A0 B1 B0");
        assertThat(letters(lists.fallback(NORMAL))).isEqualTo("C2 C1 C0 D2 D1 D0 A2 A1 A0 B2 B1 B0");
        assertThat(letters(lists.noFallback(DMA32))).isEqualTo("C1 C0");
        assertThat(lists.fallback(MOVABLE)).isEqualTo(lists.fallback(NORMAL));
    }

    @Test
    void hasRoomForEveryZoneOfEveryPossibleNode() {
        assertThat(V2_6_24.maxZonesPerZonelist(64)).isEqualTo(256);
        assertThat(V6_1.maxZonesPerZonelist(1024)).isEqualTo(5120);
    }

    @Test
    void putsZoneTypesFirstWhenAsked() {
        NodeZonelists lists = listsOf(book(V2_6_24).ordered(ZonelistOrder.ZONE), C);

        assertThat(letters(lists.fallback(NORMAL))).isEqualTo("C2 D2 A2 B2 C1 D1 A1 B1 C0 D0 A0 B0");
        assertThat(letters(lists.fallback(DMA32))).isEqualTo("C1 D1 A1 B1 C0 D0 A0 B0");
        assertThat(letters(lists.fallback(DMA))).isEqualTo("C0 D0 A0 B0");
    }

    @Test
    void hasOneListInWhichRequestsSkipSince2_6_26() {
        NodeZonelists lists = listsOf(book(V6_1), C);

        assertThat(lists.order()).containsExactly(2, 3, 0, 1);
        assertThat(letters(lists.fallback())).isEqualTo("C2 C1 C0 D2 D1 D0 A2 A1 A0 B2 B1 B0");
        assertThat(letters(lists.fallback(DMA32))).isEqualTo("C1 C0 D1 D0 A1 A0 B1 B0");
    }

    @Test
    void refusesZoneOrderSince4_14() {
        assertThat(book(V5_15).ordered(ZonelistOrder.ZONE).order()).isEqualTo(ZonelistOrder.NODE);
        assertThat(book(V4_4).order()).isEqualTo(ZonelistOrder.NODE);
        assertThat(book(V4_4).ordered(ZonelistOrder.ZONE).order()).isEqualTo(ZonelistOrder.ZONE);
    }

    @Test
    void readsTheOrderByItsFirstLetter() {
        assertThat(ZonelistOrder.parse("zone")).contains(ZonelistOrder.ZONE);
        assertThat(ZonelistOrder.parse("N")).contains(ZonelistOrder.NODE);
        assertThat(ZonelistOrder.parse("Default")).contains(ZonelistOrder.DEFAULT);
        assertThat(ZonelistOrder.parse("x")).isEmpty();
        assertThat(ZonelistOrder.parse("")).isEmpty();
    }

    @Test
    void ordersTwoBoardsOfTwoPairsByEra() {
        assertThat(orders(boards(V2_6_24)))
                .containsExactly(
                        "0 1 2 3 4 5 6 7",
                        "1 0 2 3 4 5 6 7",
                        "2 3 0 1 4 5 6 7",
                        "3 2 0 1 4 5 6 7",
                        "4 5 6 7 0 1 2 3",
                        "5 4 6 7 0 1 2 3",
                        "6 7 4 5 0 1 2 3",
                        "7 6 4 5 0 1 2 3");
        assertThat(orders(boards(V4_4)))
                .isEqualTo(orders(boards(V5_15)))
                .containsExactly(
                        "0 1 2 3 4 5 6 7",
                        "1 0 3 2 5 6 7 4",
                        "2 3 0 1 6 7 4 5",
                        "3 2 0 1 7 4 5 6",
                        "4 5 6 7 0 1 2 3",
                        "5 4 7 6 0 1 2 3",
                        "6 7 4 5 0 1 2 3",
                        "7 6 4 5 0 1 2 3");
        assertThat(orders(boards(V6_1)))
                .containsExactly(
                        "0 1 2 3 4 5 6 7",
                        "1 0 3 2 5 6 7 4",
                        "2 3 0 1 6 7 4 5",
                        "3 2 1 0 7 4 5 6",
                        "4 5 6 7 0 1 2 3",
                        "5 4 7 6 1 2 3 0",
                        "6 7 4 5 2 3 0 1",
                        "7 6 5 4 3 0 1 2");
    }

    /** The lists that the authors of the accumulated load give for two sockets of two nodes, 12 and 32 apart. */
    @Test
    void accumulatesTheLoadSince5_16() {
        NodeDistance sockets =
                NodeDistance.of(new int[][] {{10, 12, 32, 32}, {12, 10, 32, 32}, {32, 32, 10, 12}, {32, 32, 12, 10}});

        assertThat(orders(machine(V5_15, 4, sockets))).containsExactly("0 1 2 3", "1 0 3 2", "2 3 0 1", "3 2 0 1");
        assertThat(orders(machine(V5_17, 4, sockets))).containsExactly("0 1 2 3", "1 0 3 2", "2 3 0 1", "3 2 1 0");
    }

    @Test
    void leavesZonesOutThatHoldNothingForTheAllocatorFrom4_8To5_17() {
        ZonelistMachine reserved = new ZonelistMachine(
                V6_1,
                NodeMask.of(0),
                NodeMask.of(0),
                NodeMask.of(0),
                NodeMask.EMPTY,
                NodeDistance.defaults(),
                List.of(zone(0, DMA, 3, 0), zone(0, DMA32, 4096, 4000)));

        assertThat(listsOf(reserved, 0).fallback()).hasSize(2);
        assertThat(listsOf(reserved.under(V4_4), 0).fallback()).hasSize(2);
        assertThat(listsOf(reserved.under(V5_15), 0).fallback()).containsExactly(new ZoneRef(0, DMA32));
    }

    @Test
    void buildsForOfflineNodesSince5_18() {
        ZonelistMachine machine = new ZonelistMachine(
                V6_1,
                NodeMask.of(0, 1),
                NodeMask.of(0),
                NodeMask.of(0),
                NodeMask.EMPTY,
                NodeDistance.defaults(),
                List.of(zone(0, DMA, 512, 512)));

        assertThat(ZonelistBuilder.buildAll(machine)).hasSize(2);
        assertThat(ZonelistBuilder.buildAll(machine.under(V5_17))).hasSize(1);
    }

    @Test
    void switchesZoneReclaimOnForFarNodesIn2_6_24() {
        assertThat(switchesZoneReclaimOn(boards(V2_6_24))).isTrue();
        assertThat(switchesZoneReclaimOn(book(V2_6_24))).isFalse();
        assertThat(switchesZoneReclaimOn(boards(V4_4))).isFalse();
    }

    @Test
    void explainsWhyTheFarthestNodeOfARingComesLast() {
        NodeDistance ring =
                NodeDistance.of(new int[][] {{10, 20, 30, 20}, {20, 10, 20, 30}, {30, 20, 10, 20}, {20, 30, 20, 10}});
        List<ExplainedZonelist> explained = ZonelistBuilder.explain(machine(V6_1, 4, ring), NodeMask.EMPTY);

        List<NodeChoice> choices = explained.get(0).choices();
        assertThat(choices.get(1).candidates())
                .extracting(NodeChoice.Candidate::value)
                .containsExactly(20480L, 30720L, 20480L);
        assertThat(choices.get(1).nid()).isEqualTo(1);
        assertThat(choices.get(1).charged()).isTrue();
        assertThat(choices.get(2).nid()).isEqualTo(3);
        assertThat(choices.get(2).charged()).isFalse();
        assertThat(choices.get(0).candidates()).isEmpty();
        assertThat(choices.get(2).candidates())
                .extracting(NodeChoice.Candidate::nid)
                .containsExactly(2, 3);
        assertThat(explained.get(0).order()).containsExactly(0, 1, 3, 2);
        assertThat(explained.stream().map(ExplainedZonelist::zonelists))
                .isEqualTo(ZonelistBuilder.buildAll(machine(V6_1, 4, ring)));
        NodeChoice firstOfThree = explained.get(3).choices().get(1);
        assertThat(firstOfThree.nid()).isZero();
        assertThat(firstOfThree.candidates().stream()
                        .filter(candidate -> candidate.distance() == 20)
                        .map(NodeChoice.Candidate::value))
                .containsExactly(21L * 1024 + 1, 21L * 1024 + 2);
    }

    private static boolean switchesZoneReclaimOn(ZonelistMachine machine) {
        return ZonelistBuilder.switchesZoneReclaimOn(machine, ZonelistBuilder.buildAll(machine));
    }

    /** Nodes A to D with three zones each, all 20 apart. */
    private static ZonelistMachine book(KernelVersion kernel) {
        List<ZoneType> zones = List.of(DMA, DMA32, NORMAL);
        return Zonelists.machine(
                        FOUR, NodeMask.EMPTY, NodeDistance.defaults(), Map.of(0, zones, 1, zones, 2, zones, 3, zones))
                .under(kernel);
    }

    private static ZonelistMachine boards(KernelVersion kernel) {
        int[][] rows = new int[8][8];
        for (int from = 0; from < 8; from++) {
            for (int to = 0; to < 8; to++) {
                rows[from][to] = from == to ? 10 : from / 2 == to / 2 ? 16 : from / 4 == to / 4 ? 22 : 28;
            }
        }
        return machine(kernel, 8, NodeDistance.of(rows));
    }

    private static ZonelistMachine machine(KernelVersion kernel, int nodes, NodeDistance distance) {
        Map<Integer, List<ZoneType>> zones =
                IntStream.range(0, nodes).boxed().collect(Collectors.toMap(nid -> nid, nid -> List.of(NORMAL)));
        return Zonelists.machine(NodeMask.of(zones.keySet()), NodeMask.EMPTY, distance, zones)
                .under(kernel);
    }

    private static ZoneCensus zone(int nid, ZoneType type, long present, long managed) {
        return new ZoneCensus(new ZoneKey(nid, type), present, managed, 0);
    }

    private static NodeZonelists listsOf(ZonelistMachine machine, int nid) {
        return ZonelistBuilder.buildAll(machine).stream()
                .filter(lists -> lists.nid() == nid)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> orders(ZonelistMachine machine) {
        return ZonelistBuilder.buildAll(machine).stream()
                .map(lists -> lists.order().stream().map(String::valueOf).collect(Collectors.joining(" ")))
                .toList();
    }

    private static List<String> fillings(ZonelistMachine machine) {
        List<String> fillings = new ArrayList<>();
        ZonelistBuilder.explain(machine, NodeMask.of(C)).get(0).fillings().forEach(list -> fillings.add(letters(list)));
        return fillings;
    }

    private static String letters(List<ZoneRef> zones) {
        return zones.stream()
                .map(ref -> (char) ('A' + ref.nid()) + ""
                        + List.of(DMA, DMA32, NORMAL).indexOf(ref.type()))
                .collect(Collectors.joining(" "));
    }
}
