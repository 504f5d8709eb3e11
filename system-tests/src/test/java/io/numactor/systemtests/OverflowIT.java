package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.NodeNumastat;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.NodeZonelist;
import io.numactor.api.v1.ZoneState;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Node 0 of a ring of four overflows, filled from outside the cluster, and everybody tells the same story of it. */
final class OverflowIT {
    @RegisterExtension
    static final ClusterExtension RING = new ClusterExtension("overflow", "captured-ring-4", "--without-prometheus");

    private static Overflow overflow = new Overflow(0, Map.of());
    private static SortedMap<String, Long> pagesBefore = new TreeMap<>();

    @BeforeAll
    static void overflowNodeZero() {
        pagesBefore = idlePages();
        overflow = Overflow.of(gateway(), 0, 4);
    }

    @AfterAll
    static void freeingEverythingBringsEveryZoneBackToItsCount() {
        assertThat(gateway().closeOwner(overflow.owner())).isEqualTo(overflow.pages());
        assertThat(idlePages()).isEqualTo(pagesBefore);
    }

    @Test
    void isFourNodesInJvmsOfTheirOwnAndOneInControl() {
        assertThat(RING.cluster().jvms())
                .extracting(RunningCluster.Member::who)
                .containsExactly("control", "node0", "node1", "node2", "node3");
        assertThat(RING.cluster().jvms()).extracting(RunningCluster.Member::pid).doesNotHaveDuplicates();
    }

    @Test
    void fallsBackInTheOrderOfTheZonelist() {
        List<Integer> fallbackOrder = gateway().zonelists().getNodesList().stream()
                .filter(list -> list.getNode() == 0)
                .map(NodeZonelist::getFallbackOrderList)
                .findFirst()
                .orElseThrow();

        assertThat(fallbackOrder).containsExactly(0, 1, 3, 2);
        assertThat(overflow.servedBy().keySet()).containsExactlyElementsOf(fallbackOrder);
    }

    @Test
    void countsAsManyForeignsAsMisses() {
        List<NodeNumastat> nodes = gateway().numastat().getNodesList();
        long elsewhere = overflow.pages() - overflow.servedBy().getOrDefault(0, 0L);

        assertThat(sum(nodes, NodeNumastat::getNumaMiss)).isEqualTo(elsewhere);
        assertThat(sum(nodes, NodeNumastat::getNumaForeign)).isEqualTo(elsewhere);
        assertThat(nodes.get(0).getNumaForeign()).isEqualTo(elsewhere);
        assertThat(nodes.get(0).getLocalNode()).isEqualTo(overflow.servedBy().get(0));
    }

    @Test
    void showsTheSameCountsOnTheMetricsOfAllJvms() {
        MetricsPage metrics = MetricsPage.of(RING.cluster().jvms());

        for (NodeNumastat node : gateway().numastat().getNodesList()) {
            Map<String, String> labels = Map.of("node", String.valueOf(node.getNode()));
            assertThat(metrics.sum("numactor_numa_hit_total", labels)).isEqualTo(node.getNumaHit());
            assertThat(metrics.sum("numactor_numa_miss_total", labels)).isEqualTo(node.getNumaMiss());
            assertThat(metrics.sum("numactor_numa_foreign_total", labels)).isEqualTo(node.getNumaForeign());
            assertThat(metrics.sum("numactor_local_node_total", labels)).isEqualTo(node.getLocalNode());
            assertThat(metrics.sum("numactor_other_node_total", labels)).isEqualTo(node.getOtherNode());
        }
    }

    @Test
    void showsWhoServedWhomOnTheMetrics() {
        Map<String, Long> elsewhere = new TreeMap<>();
        overflow.servedBy().forEach((node, pages) -> elsewhere.put(String.valueOf(node), pages));
        elsewhere.remove("0");

        assertThat(MetricsPage.of(RING.cluster().jvms()).sumBy("numactor_fallback_total", "node"))
                .isEqualTo(elsewhere);
    }

    private static Gateway gateway() {
        return RING.cluster().gateway();
    }

    /** Free pages of each zone, those in its pagesets included: what nobody owns. */
    private static SortedMap<String, Long> idlePages() {
        SortedMap<String, Long> pages = new TreeMap<>();
        for (NodeState node : gateway().zoneinfo().getNodesList()) {
            for (ZoneState zone : node.getZonesList()) {
                pages.put("N" + node.getNode() + "/" + zone.getZone(), zone.getFree() + zone.getPagesetPages());
            }
        }
        return pages;
    }

    private static long sum(List<NodeNumastat> nodes, ToLongFunction<NodeNumastat> counter) {
        return nodes.stream().mapToLong(counter).sum();
    }
}
