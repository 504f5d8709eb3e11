package io.numactor.runtime.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Hands the histograms of the last round to the Prometheus client, which renders them with their buckets. */
final class HistogramPage implements MultiCollector {
    private volatile MetricSnapshots shown = MetricSnapshots.of();

    void show(List<Sample.Histogram> samples) {
        Map<MetricCatalog, HistogramSnapshot.Builder> families = new EnumMap<>(MetricCatalog.class);
        samples.forEach(sample ->
                families.computeIfAbsent(sample.metric(), HistogramPage::family).dataPoint(point(sample)));
        MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
        families.values().forEach(family -> snapshots.metricSnapshot(family.build()));
        shown = snapshots.build();
    }

    @Override
    public MetricSnapshots collect() {
        return shown;
    }

    @Override
    public List<String> getPrometheusNames() {
        return Arrays.stream(MetricCatalog.values())
                .filter(metric -> metric.type() == MetricType.HISTOGRAM)
                .map(MetricCatalog::wireName)
                .toList();
    }

    private static HistogramSnapshot.Builder family(MetricCatalog metric) {
        return HistogramSnapshot.builder().name(metric.wireName()).help(metric.help());
    }

    private static HistogramDataPointSnapshot point(Sample.Histogram sample) {
        return HistogramDataPointSnapshot.builder()
                .labels(labels(sample))
                .classicHistogramBuckets(buckets(sample))
                .sum(sample.sum())
                .build();
    }

    private static Labels labels(Sample.Histogram sample) {
        List<String> names =
                sample.metric().labels().stream().map(MetricLabel::wireName).toList();
        return Labels.of(names, sample.labels());
    }

    private static ClassicHistogramBuckets buckets(Sample.Histogram sample) {
        List<Double> bounds = new ArrayList<>(sample.metric().buckets());
        bounds.add(Double.POSITIVE_INFINITY);
        return ClassicHistogramBuckets.of(bounds, sample.counts());
    }
}
