package io.numactor.mm.zonelist;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class NodeOrderPropertiesTest {
    @Property
    void namesTheLocalNodeFirstAndEveryMemoryNodeOnce(
            @ForAll @IntRange(min = 1, max = 24) int nodes, @ForAll long seed) {
        Random random = new Random(seed);
        NodeMask memory = someOf(nodes, random);
        NodeOrder order = order(memory, someOf(nodes, random), distances(nodes, random));

        for (int local = 0; local < nodes; local++) {
            List<Integer> found = order.from(local);
            assertThat(found).first().isEqualTo(local);
            assertThat(found)
                    .containsExactlyInAnyOrderElementsOf(memory.plus(local).ids());
        }
    }

    @Property
    void neverPutsANodeThreeUnitsFartherFirst(@ForAll @IntRange(min = 2, max = 16) int nodes, @ForAll long seed) {
        Random random = new Random(seed);
        NodeMask memory = someOf(nodes, random);
        NodeDistance distance = distances(nodes, random);
        NodeOrder order = order(memory, someOf(nodes, random), distance);

        for (int local = 0; local < nodes; local++) {
            List<Integer> found = order.from(local);
            for (int i = 2; i < found.size(); i++) {
                assertThat(distance.between(local, found.get(i - 1)))
                        .isLessThanOrEqualTo(distance.between(local, found.get(i)) + 2);
            }
        }
    }

    private static NodeOrder order(NodeMask memory, NodeMask cpus, NodeDistance distance) {
        return new NodeOrder(
                new ZonelistMachine(KernelVersion.V6_1, memory, memory, memory, cpus, distance, List.of()));
    }

    private static NodeMask someOf(int nodes, Random random) {
        return NodeMask.of(
                random.ints(random.nextInt(nodes + 1), 0, nodes).distinct().toArray());
    }

    private static NodeDistance distances(int nodes, Random random) {
        int[][] rows = new int[nodes][nodes];
        for (int from = 0; from < nodes; from++) {
            for (int to = 0; to < nodes; to++) {
                rows[from][to] = from == to ? 10 : 20 + random.nextInt(12);
            }
        }
        return NodeDistance.of(rows);
    }
}
