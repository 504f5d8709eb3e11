package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every node in turn, in every way that a node can fail, under a load that wants its pages; {@code ./mvnw -Plong}. */
@Tag("long")
final class EveryFaultIT {
    private static final int NODES = 4;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @RegisterExtension
    static final ClusterExtension RING = new ClusterExtension("every-fault", "captured-ring-4", "--without-prometheus");

    private static Fleet fleet() {
        return new Fleet(RING.cluster());
    }

    /** What one test left behind is none of the next one's business. */
    @BeforeEach
    void everyNodeIsThere() {
        List<Integer> online = fleet().online();
        IntStream.range(0, NODES).filter(node -> !online.contains(node)).forEach(node -> fleet().node("start", node));
    }

    @ParameterizedTest
    @CsvSource({
        "0, kill, start", "1, kill, start", "2, kill, start", "3, kill, start",
        "0, stop, start", "1, stop, start", "2, stop, start", "3, stop, start",
        "0, isolate, heal", "1, isolate, heal", "2, isolate, heal", "3, isolate, heal"
    })
    void theMachineGoesOnWithoutAnyOfItsNodesAndTakesItBack(int node, String fails, String returns) {
        Fleet fleet = fleet();
        long life = fleet.info(node).getIncarnation();
        try (Background load = fleet.load(node, "45s");
                Background other = fleet.load((node + 1) % NODES, "45s")) {
            JsonNode failed = fleet.node(fails, node, "--probe");
            System.out.println("EveryFaultIT: node " + fails + " " + node + ": a new request served after "
                    + failed.path("servedSeconds") + " s");
            assertThat(failed.path("servedSeconds").asDouble(Double.NaN)).isBetween(0.0, Fleet.GENEROUS_SECONDS);
            assertThat(fleet.online()).hasSize(3).doesNotContain(node);
            fleet.assertClean();
            fleet.node(returns, node);
            assertThat(fleet.online()).containsExactly(0, 1, 2, 3);
            assertThat(fleet.info(node).getIncarnation()).isNotEqualTo(life);
            assertThat(load.end().exit()).isZero();
            assertThat(other.end().exit()).isZero();
        }
        fleet.assertClean();
    }

    @Test
    void whatAKilledClientHeldIsFreed() {
        Fleet fleet = fleet();
        try (Background client = fleet.holder(3, 30_000)) {
            await("pages held").atMost(LIMIT).until(() -> fleet.ownedPages(3) >= 5_000);
            client.kill();
            await("pages freed").atMost(LIMIT).until(() -> fleet.ownedPages(3) == 0);
        }
        fleet.assertClean();
    }

    @Test
    void aSlowNodeHoldsNobodyElseUp() {
        Fleet fleet = fleet();
        long owner = RING.cluster().gateway().openOwner("other");
        fleet.node("slow", 1, "--rate", "50");
        try (Background load = fleet.load(1, "20s")) {
            for (int node : new int[] {0, 2, 3}) {
                assertThat(Fleet.servers(fleet.allocate(owner, node, 100))).containsExactly(node);
            }
            assertThat(load.isAlive()).isTrue();
            fleet.node("slow", 1, "--rate", "off");
            assertThat(load.end().exit()).isZero();
        }
        RING.cluster().gateway().closeOwner(owner);
        fleet.assertClean();
    }
}
