package io.numactor.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.runtime.metrics.MetricCatalog;
import io.numactor.runtime.metrics.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoadMetricsTest {
    private final LoadMetrics metrics = new LoadMetrics();

    private double value(MetricCatalog metric, String... labels) {
        return metrics.samples().stream()
                .filter(sample -> sample.metric() == metric && sample.labels().equals(List.of(labels)))
                .mapToDouble(sample -> ((Sample.Value) sample).value())
                .sum();
    }

    @Test
    void countsRequestsByWhatBecameOfThem() {
        metrics.answered(10, 64, 64, 1_000_000);
        metrics.answered(20, 64, 64, 2_000_000);
        metrics.answered(30, 3, 64, 3_000_000);
        metrics.answered(LoadTally.NO_DISTANCE, 0, 64, 1_000);
        metrics.refused();
        assertThat(value(MetricCatalog.LOAD_REQUESTS_TOTAL, "ok")).isEqualTo(2);
        assertThat(value(MetricCatalog.LOAD_REQUESTS_TOTAL, "partial")).isEqualTo(1);
        assertThat(value(MetricCatalog.LOAD_REQUESTS_TOTAL, "failed")).isEqualTo(1);
        assertThat(value(MetricCatalog.LOAD_REQUESTS_TOTAL, "refused")).isEqualTo(1);
    }

    @Test
    void timesRequestsByOutcomeAndDistance() {
        metrics.answered(20, 1, 1, 3_000_000);
        Sample.Histogram latency = metrics.samples().stream()
                .filter(Sample.Histogram.class::isInstance)
                .map(Sample.Histogram.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(latency.labels()).containsExactly("ok", "20");
        assertThat(latency.sum()).isEqualTo(0.003);
        assertThat(latency.counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
    }
}
