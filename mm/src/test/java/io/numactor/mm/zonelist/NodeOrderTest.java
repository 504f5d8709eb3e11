package io.numactor.mm.zonelist;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeOrderTest {
    private static final NodeMask FOUR = NodeMask.parse("0-3");

    @Test
    void startsEqualDistancesAtTheNextHigherIdAndWrapsAround() {
        assertThat(orders(mesh(4), FOUR, NodeMask.EMPTY)).containsExactly("0 1 2 3", "1 2 3 0", "2 3 0 1", "3 0 1 2");
    }

    @Test
    void ordersARingByDistanceThenLoad() {
        NodeOrder order = order(FOUR, NodeMask.EMPTY, ring());

        assertThat(text(order.from(0))).isEqualTo("0 1 3 2");
        assertThat(loads(order)).isEqualTo("0 1 1 0");
        assertThat(text(order.from(1))).isEqualTo("1 2 0 3");
        assertThat(loads(order)).isEqualTo("0 1 2 1");
        assertThat(text(order.from(2))).isEqualTo("2 3 1 0");
        assertThat(loads(order)).isEqualTo("1 1 2 2");
        assertThat(text(order.from(3))).isEqualTo("3 0 2 1");
        assertThat(loads(order)).isEqualTo("2 2 2 2");
    }

    @Test
    void spreadsTwoBoardsOfTwoPairsRoundRobin() {
        assertThat(orders(boards(), NodeMask.parse("0-7"), NodeMask.EMPTY))
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

    @Test
    void putsAMemorylessNodeFirstInItsOwnListOnly() {
        NodeOrder order = order(NodeMask.of(0, 2, 3), NodeMask.EMPTY, mesh(4));

        assertThat(IntStream.range(0, 4).mapToObj(nid -> text(order.from(nid))))
                .containsExactly("0 2 3", "1 3 2 0", "2 3 0", "3 0 2");
    }

    @Test
    void sparesNodesWithCpusOnceCpusAreKnown() {
        assertThat(orders(mesh(4), FOUR, NodeMask.parse("0-2")))
                .containsExactly("0 3 1 2", "1 3 2 0", "2 3 0 1", "3 0 1 2");
    }

    @Test
    void takesMemoryOnlyNodesInTurn() {
        NodeDistance distance =
                NodeDistance.of(new int[][] {{10, 20, 30, 30}, {20, 10, 30, 30}, {30, 30, 10, 40}, {30, 30, 40, 10}});

        assertThat(orders(distance, FOUR, NodeMask.EMPTY)).containsExactly("0 1 2 3", "1 0 3 2", "2 0 1 3", "3 1 0 2");
        assertThat(orders(distance, FOUR, NodeMask.of(0, 1)))
                .containsExactly("0 1 2 3", "1 0 3 2", "2 0 1 3", "3 1 0 2");
    }

    private static List<String> orders(NodeDistance distance, NodeMask memory, NodeMask cpus) {
        NodeOrder order = order(memory, cpus, distance);
        return memory.ids().stream().map(nid -> text(order.from(nid))).toList();
    }

    private static NodeOrder order(NodeMask memory, NodeMask cpus, NodeDistance distance) {
        return new NodeOrder(
                new ZonelistMachine(KernelVersion.V6_1, memory, memory, memory, cpus, distance, List.of()));
    }

    private static String text(List<Integer> order) {
        return String.join(" ", order.stream().map(String::valueOf).toList());
    }

    private static String loads(NodeOrder order) {
        return text(IntStream.range(0, 4).mapToObj(order::load).toList());
    }

    private static NodeDistance mesh(int nodes) {
        return table(nodes, (from, to) -> 20);
    }

    private static NodeDistance ring() {
        return table(4, (from, to) -> Math.abs(from - to) == 2 ? 30 : 20);
    }

    private static NodeDistance boards() {
        return table(8, (from, to) -> from / 2 == to / 2 ? 16 : from / 4 == to / 4 ? 22 : 28);
    }

    private static NodeDistance table(int nodes, IntBinaryOperator remote) {
        int[][] rows = new int[nodes][nodes];
        for (int from = 0; from < nodes; from++) {
            for (int to = 0; to < nodes; to++) {
                rows[from][to] = from == to ? 10 : remote.applyAsInt(from, to);
            }
        }
        return NodeDistance.of(rows);
    }
}
