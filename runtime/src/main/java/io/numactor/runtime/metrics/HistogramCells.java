package io.numactor.runtime.metrics;

import java.util.Arrays;
import java.util.List;

/** One histogram series as the actor that observes owns it: plain longs, nothing shared, nothing allocated to record. */
public final class HistogramCells {
    private final MetricCatalog metric;
    private final double[] bounds;
    private final long[] counts;
    private double sum;

    /**
     * Makes an empty histogram.
     *
     * @throws IllegalArgumentException when the metric is none
     */
    public HistogramCells(MetricCatalog metric) {
        if (metric.type() != MetricType.HISTOGRAM) {
            throw new IllegalArgumentException(metric + " is not a histogram");
        }
        this.metric = metric;
        this.bounds = metric.buckets().stream().mapToDouble(Double::doubleValue).toArray();
        this.counts = new long[bounds.length + 1];
    }

    /** Counts one observation, in the metric's unit. */
    public void record(double value) {
        record(value, 1);
    }

    /** Counts {@code times} observations of the same value. */
    public void record(double value, long times) {
        counts[bucketOf(value)] += times;
        sum += value * times;
    }

    /** A copy to hand out. */
    public Sample sample(String... labels) {
        return new Sample.Histogram(
                metric, List.of(labels), Arrays.stream(counts).boxed().toList(), sum);
    }

    private int bucketOf(double value) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        return bucket;
    }
}
