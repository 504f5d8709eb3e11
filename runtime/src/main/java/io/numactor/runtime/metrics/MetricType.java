package io.numactor.runtime.metrics;

import java.util.Locale;

/** What a metric is, and what becomes of two values that sources of one JVM give for the same series. */
public enum MetricType {
    /** Only grows; two sources add up. */
    COUNTER,
    /** A state, which two sources should agree on; the smaller counts: who is behind is what matters. */
    GAUGE,
    /** A gauge of an amount that is spread over the sources; they add up. */
    AMOUNT,
    /** Counts in explicit buckets; two sources add up, bucket by bucket. */
    HISTOGRAM;

    /** The type as Prometheus names it. */
    public String wireName() {
        return this == AMOUNT ? "gauge" : name().toLowerCase(Locale.ROOT);
    }

    double merge(double first, double second) {
        return this == GAUGE ? Math.min(first, second) : first + second;
    }
}
