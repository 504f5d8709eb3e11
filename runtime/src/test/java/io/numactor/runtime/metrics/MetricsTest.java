package io.numactor.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MetricsTest {
    private static final String TIMEOUTS = "numactor_metric_source_timeouts_total";

    private final Metrics metrics = new Metrics(Duration.ofMillis(200));

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void writesCountersAndGaugesUnderTheirExactNames() {
        metrics.register(source(
                Sample.of(MetricCatalog.NUMA_HIT_TOTAL, 42, "0", "Normal"),
                Sample.of(MetricCatalog.ZONE_PAGES, 1180, "1", "DMA32", "free"),
                Sample.of(MetricCatalog.ZONELIST_EPOCH, 3)));

        ScrapeText scrape = scrape();

        assertThat(scrape.values())
                .containsEntry("numactor_numa_hit_total{node=\"0\",zone=\"Normal\"}", 42.0)
                .containsEntry("numactor_zone_pages{kind=\"free\",node=\"1\",zone=\"DMA32\"}", 1180.0)
                .containsEntry("numactor_zonelist_epoch", 3.0);
    }

    @Test
    void writesHistogramsCumulativelyWithSumAndCount() {
        HistogramCells cells = new HistogramCells(MetricCatalog.ALLOCATION_HOPS);
        cells.record(0, 5);
        cells.record(1);
        cells.record(4);
        cells.record(9);
        metrics.register(source(cells.sample("ok")));

        ScrapeText scrape = scrape();

        assertThat(scrape.types()).containsEntry("numactor_allocation_hops", "histogram");
        assertThat(scrape.values())
                .containsEntry("numactor_allocation_hops_bucket{outcome=\"ok\",le=\"0.0\"}", 5.0)
                .containsEntry("numactor_allocation_hops_bucket{outcome=\"ok\",le=\"1.0\"}", 6.0)
                .containsEntry("numactor_allocation_hops_bucket{outcome=\"ok\",le=\"5.0\"}", 7.0)
                .containsEntry("numactor_allocation_hops_bucket{outcome=\"ok\",le=\"8.0\"}", 7.0)
                .containsEntry("numactor_allocation_hops_bucket{outcome=\"ok\",le=\"+Inf\"}", 8.0)
                .containsEntry("numactor_allocation_hops_count{outcome=\"ok\"}", 8.0)
                .containsEntry("numactor_allocation_hops_sum{outcome=\"ok\"}", 14.0);
    }

    @Test
    void aBoundBelongsToItsBucket() {
        HistogramCells cells = new HistogramCells(MetricCatalog.ALLOCATION_DURATION_SECONDS);
        cells.record(0.00005);
        metrics.register(source(cells.sample("10", "ok")));

        assertThat(scrape().values())
                .containsEntry(
                        "numactor_allocation_duration_seconds_bucket{distance=\"10\",outcome=\"ok\",le=\"5.0E-5\"}",
                        1.0);
    }

    @Test
    void writesEveryMetricOfTheCatalogueWithItsTypeAndHelp() {
        metrics.register(() -> CompletableFuture.completedFuture(oneOfEach()));

        ScrapeText scrape = scrape();

        for (MetricCatalog metric : MetricCatalog.values()) {
            assertThat(scrape.types())
                    .containsEntry(metric.wireName(), metric.type().wireName());
        }
        assertThat(scrape.helped()).containsAll(scrape.types().keySet());
    }

    @Test
    void tellsOfTheJvm() {
        assertThat(scrape().types())
                .containsKeys(
                        "jvm_memory_used_bytes",
                        "jvm_threads_live_threads",
                        "system_cpu_count",
                        "process_uptime_seconds",
                        "jvm_gc_memory_allocated_bytes_total");
    }

    @Test
    void dropsASeriesThatItsSourceDoesNotGiveAnyMore() {
        AtomicReference<List<Sample>> nodes = new AtomicReference<>(List.of(online("0"), online("1")));
        metrics.register(() -> CompletableFuture.completedFuture(nodes.get()));
        assertThat(scrape().values()).containsKeys("numactor_node_online{node=\"1\"}");

        nodes.set(List.of(online("0")));
        assertThat(scrape().values())
                .containsKey("numactor_node_online{node=\"0\"}")
                .doesNotContainKey("numactor_node_online{node=\"1\"}");

        nodes.set(List.of(online("0"), online("1")));
        assertThat(scrape().values()).containsEntry("numactor_node_online{node=\"1\"}", 1.0);
    }

    @Test
    void dropsTheSeriesOfASourceThatIsTakenAway() {
        MetricSource source = source(online("3"));
        metrics.register(source);
        scrape();

        metrics.unregister(source);

        assertThat(scrape().values()).doesNotContainKey("numactor_node_online{node=\"3\"}");
    }

    @Test
    void keepsTheLastValuesOfASilentSourceAndCountsIt() {
        Queue<CompletableFuture<List<Sample>>> answers = new ArrayDeque<>();
        answers.add(CompletableFuture.completedFuture(List.of(online("0"))));
        answers.add(new CompletableFuture<>());
        metrics.register(answers::remove);
        assertThat(scrape().values()).containsEntry(TIMEOUTS, 0.0);

        ScrapeText silent = scrape();

        assertThat(silent.values())
                .containsEntry("numactor_node_online{node=\"0\"}", 1.0)
                .containsEntry(TIMEOUTS, 1.0);
    }

    @Test
    void countsASourceThatFailsAsSilent() {
        metrics.register(() -> CompletableFuture.failedFuture(new IllegalStateException("stopped")));
        metrics.register(() -> {
            throw new IllegalStateException("stopped");
        });

        assertThat(scrape().values()).containsEntry(TIMEOUTS, 2.0);
    }

    @Test
    void addsUpTheCountersOfTwoSourcesAndTakesTheSmallerGauge() {
        metrics.register(source(Sample.of(MetricCatalog.NUMA_FOREIGN_TOTAL, 4, "0", "Normal"), online("0")));
        metrics.register(source(
                Sample.of(MetricCatalog.NUMA_FOREIGN_TOTAL, 3, "0", "Normal"),
                Sample.of(MetricCatalog.NODE_ONLINE, 0, "0")));

        assertThat(scrape().values())
                .containsEntry("numactor_numa_foreign_total{node=\"0\",zone=\"Normal\"}", 7.0)
                .containsEntry("numactor_node_online{node=\"0\"}", 0.0);
    }

    @Test
    void addsUpTheHistogramsOfTwoSources() {
        HistogramCells cells = new HistogramCells(MetricCatalog.ALLOCATION_HOPS);
        cells.record(2);
        metrics.register(source(cells.sample("ok")));
        metrics.register(source(cells.sample("ok")));

        assertThat(scrape().values())
                .containsEntry("numactor_allocation_hops_bucket{outcome=\"ok\",le=\"1.0\"}", 0.0)
                .containsEntry("numactor_allocation_hops_bucket{outcome=\"ok\",le=\"2.0\"}", 2.0)
                .containsEntry("numactor_allocation_hops_sum{outcome=\"ok\"}", 4.0);
    }

    @Test
    void overlappingScrapesShareOneRound() {
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<List<Sample>> answer = new CompletableFuture<>();
        Metrics patient = new Metrics(Duration.ofMinutes(1));
        patient.register(() -> {
            asked.incrementAndGet();
            return answer;
        });

        CompletionStage<String> first = patient.scrape();
        CompletionStage<String> second = patient.scrape();
        answer.complete(List.of(online("0")));

        assertThat(get(first)).isEqualTo(get(second));
        assertThat(asked).hasValue(1);
        patient.close();
    }

    @Test
    void refusesASampleThatDoesNotFitItsMetric() {
        assertThatThrownBy(() -> Sample.of(MetricCatalog.NUMA_HIT_TOTAL, 1, "0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NUMA_HIT_TOTAL");
        assertThatThrownBy(() -> Sample.of(MetricCatalog.ALLOCATION_HOPS, 1, "ok"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HistogramCells(MetricCatalog.NODE_ONLINE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** One sample of every metric of the catalogue. */
    static List<Sample> oneOfEach() {
        return Arrays.stream(MetricCatalog.values()).map(MetricsTest::any).toList();
    }

    private ScrapeText scrape() {
        return ScrapeText.parse(get(metrics.scrape()));
    }

    private static String get(CompletionStage<String> scrape) {
        return scrape.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static MetricSource source(Sample... samples) {
        return () -> CompletableFuture.completedFuture(List.of(samples));
    }

    private static Sample online(String node) {
        return Sample.of(MetricCatalog.NODE_ONLINE, 1, node);
    }

    private static Sample any(MetricCatalog metric) {
        String[] labels = metric.labels().stream().map(label -> "x").toArray(String[]::new);
        return metric.type() == MetricType.HISTOGRAM
                ? new HistogramCells(metric).sample(labels)
                : Sample.of(metric, 1, labels);
    }
}
