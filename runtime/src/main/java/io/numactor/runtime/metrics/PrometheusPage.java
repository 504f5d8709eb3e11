package io.numactor.runtime.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The page that Prometheus reads. Counters and gauges are Micrometer meters over a cell that {@link #render} writes,
 * made when a label set is first seen and removed when it is not given any more; histograms come from
 * {@link HistogramPage}, since Micrometer has no meter that takes finished buckets. One thread at a time.
 */
final class PrometheusPage implements AutoCloseable {
    private static final String COUNTER_SUFFIX = "_total";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HistogramPage histograms = new HistogramPage();
    private final JvmMeters jvm = new JvmMeters(registry);
    private final Map<Series, Published> published = new HashMap<>();

    PrometheusPage() {
        registry.throwExceptionOnRegistrationFailure();
        registry.getPrometheusRegistry().register(histograms);
    }

    String render(Stream<Sample> samples) {
        Map<Series, Sample> merged = merge(samples);
        removeAbsent(merged.keySet());
        List<Sample.Histogram> shown = new ArrayList<>();
        merged.forEach((series, sample) -> {
            if (sample instanceof Sample.Value value) {
                published.computeIfAbsent(series, this::publish).cell.value = value.value();
            } else if (sample instanceof Sample.Histogram histogram) {
                shown.add(histogram);
            }
        });
        histograms.show(shown);
        return registry.scrape();
    }

    @Override
    public void close() {
        jvm.close();
        registry.close();
    }

    private static Map<Series, Sample> merge(Stream<Sample> samples) {
        Map<Series, Sample> merged = new HashMap<>();
        samples.forEach(sample -> merged.merge(new Series(sample.metric(), sample.labels()), sample, Sample::merge));
        return merged;
    }

    private void removeAbsent(Set<Series> present) {
        published.entrySet().removeIf(entry -> {
            boolean absent = !present.contains(entry.getKey());
            if (absent) {
                registry.remove(entry.getValue().meter);
            }
            return absent;
        });
    }

    private Published publish(Series series) {
        Cell cell = new Cell();
        boolean counter = series.metric.type() == MetricType.COUNTER;
        return new Published(cell, counter ? publishCounter(series, cell) : publishGauge(series, cell));
    }

    /** Micrometer adds {@code _total} itself. */
    private Meter publishCounter(Series series, Cell cell) {
        String name = series.metric.wireName();
        return FunctionCounter.builder(name.substring(0, name.length() - COUNTER_SUFFIX.length()), cell, Cell::value)
                .description(series.metric.help())
                .tags(series.tags())
                .register(registry);
    }

    private Meter publishGauge(Series series, Cell cell) {
        return Gauge.builder(series.metric.wireName(), cell, Cell::value)
                .description(series.metric.help())
                .tags(series.tags())
                .register(registry);
    }

    private record Series(MetricCatalog metric, List<String> labels) {
        List<Tag> tags() {
            return IntStream.range(0, labels.size())
                    .mapToObj(i -> Tag.of(metric.labels().get(i).wireName(), labels.get(i)))
                    .toList();
        }
    }

    private record Published(Cell cell, Meter meter) {}

    private static final class Cell {
        private double value;

        private double value() {
            return value;
        }
    }
}
