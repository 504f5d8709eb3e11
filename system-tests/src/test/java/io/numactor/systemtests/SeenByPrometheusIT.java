package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.numactor.api.v1.NodeNumastat;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Prometheus that {@code up} starts with the project's own configuration says what the cluster's API says. */
final class SeenByPrometheusIT {
    @RegisterExtension
    static final ClusterExtension RING = new ClusterExtension("seen", "captured-ring-4");

    /** Prometheus scrapes each 2 s; this is for a machine that is busy with other things. */
    private static final Duration SCRAPED = Duration.ofSeconds(90);
    /** Nothing fails in this test, and nothing is skipped for other reasons than a watermark. */
    private static final List<String> MAY_BE_EMPTY = List.of("Failures by reason");

    private static PrometheusServer prometheus = new PrometheusServer(1);

    @BeforeAll
    static void overflowNodeZeroWhileAllJvmsAreScraped() {
        Extras.require(
                RING.cluster().prometheus().isPresent(),
                "skipped: no program 'prometheus' on the PATH (Debian: apt-get install prometheus)");
        prometheus =
                new PrometheusServer(RING.cluster().prometheus().orElseThrow().httpPort());
        await("Prometheus").atMost(SCRAPED).until(prometheus::isReady);
        await("a scrape of every JVM")
                .atMost(SCRAPED)
                .untilAsserted(() -> assertThat(prometheus.query("up{job=\"numactor\"} == 1"))
                        .hasSize(RING.cluster().jvms().size()));
        await("a scrape of every node")
                .atMost(SCRAPED)
                .untilAsserted(() -> assertThat(prometheus.query("numactor_node_kswapd_awake"))
                        .hasSize(4));
        Overflow overflow = Overflow.of(gateway(), 0, 4);
        gateway().closeOwner(overflow.owner());
    }

    @Test
    void countsHitsMissesAndForeignsAsTheApiDoes() {
        awaitCounts("hit", NodeNumastat::getNumaHit);
        awaitCounts("miss", NodeNumastat::getNumaMiss);
        awaitCounts("foreign", NodeNumastat::getNumaForeign);
    }

    @Test
    void knowsWhoServedForNodeZero() {
        SortedMap<String, Long> misses = counts(NodeNumastat::getNumaMiss);

        await().atMost(SCRAPED)
                .untilAsserted(() -> assertThat(
                                prometheus.valuesBy("node", "sum by (node) (numactor_fallback_total{preferred=\"0\"})"))
                        .isEqualTo(misses));
    }

    static Stream<Dashboard.Query> queries() {
        return Dashboard.queries(Repository.file("grafana/dashboards/overview.json")).stream();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void answersEveryPanelOfTheOverview(Dashboard.Query query) {
        if (MAY_BE_EMPTY.contains(query.panel())) {
            prometheus.query(query.expression());
        } else {
            await(query.toString())
                    .atMost(SCRAPED)
                    .untilAsserted(() ->
                            assertThat(prometheus.query(query.expression())).isNotEmpty());
        }
    }

    private static Gateway gateway() {
        return RING.cluster().gateway();
    }

    private static void awaitCounts(String what, ToLongFunction<NodeNumastat> counter) {
        await(what).atMost(SCRAPED).untilAsserted(() -> assertThat(byNode(what)).isEqualTo(counts(counter)));
    }

    private static SortedMap<String, Long> byNode(String what) {
        return prometheus.valuesBy("node", "sum by (node) (numactor_numa_" + what + "_total) > 0");
    }

    /** By node; a pair's series exists once it is not zero, so zeros are left out. */
    private static SortedMap<String, Long> counts(ToLongFunction<NodeNumastat> counter) {
        SortedMap<String, Long> counts = new TreeMap<>();
        gateway()
                .numastat()
                .getNodesList()
                .forEach(node -> counts.put(String.valueOf(node.getNode()), counter.applyAsLong(node)));
        counts.values().removeIf(count -> count == 0);
        return counts;
    }
}
