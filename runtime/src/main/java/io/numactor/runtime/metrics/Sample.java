package io.numactor.runtime.metrics;

import java.util.List;
import java.util.stream.IntStream;

/** One series at one moment, copied out by the actor that owns it. Immutable. */
public sealed interface Sample {
    MetricCatalog metric();

    /** Values of the metric's labels, in the catalogue's order; an empty value is the same as no label. */
    List<String> labels();

    /** The same series with what another source gives for it worked in, as {@link MetricType} says. */
    Sample merge(Sample other);

    /**
     * A counter or a gauge.
     *
     * @throws IllegalArgumentException when the metric is a histogram or has other labels
     */
    static Sample of(MetricCatalog metric, double value, String... labels) {
        return new Value(metric, List.of(labels), value);
    }

    /** A whole number, such as a count. */
    static Sample of(MetricCatalog metric, long value, String... labels) {
        return of(metric, (double) value, labels);
    }

    /** A counter or a gauge: the value in the metric's unit. */
    record Value(MetricCatalog metric, List<String> labels, double value) implements Sample {
        public Value {
            labels = List.copyOf(labels);
            check(metric, labels, metric.type() != MetricType.HISTOGRAM);
        }

        @Override
        public Sample merge(Sample other) {
            return new Value(metric, labels, metric.type().merge(value, ((Value) other).value));
        }
    }

    /**
     * A histogram.
     *
     * @param counts observations per bucket, not cumulative, the last one for those above all bounds
     * @param sum of all that was observed, in the metric's unit
     */
    record Histogram(MetricCatalog metric, List<String> labels, List<Long> counts, double sum) implements Sample {
        public Histogram {
            labels = List.copyOf(labels);
            counts = List.copyOf(counts);
            check(metric, labels, counts.size() == metric.buckets().size() + 1);
        }

        @Override
        public Sample merge(Sample other) {
            Histogram more = (Histogram) other;
            List<Long> added = IntStream.range(0, counts.size())
                    .mapToObj(bucket -> counts.get(bucket) + more.counts.get(bucket))
                    .toList();
            return new Histogram(metric, labels, added, sum + more.sum);
        }
    }

    private static void check(MetricCatalog metric, List<String> labels, boolean rightForm) {
        if (!rightForm || labels.size() != metric.labels().size()) {
            throw new IllegalArgumentException(metric + " is a " + metric.type().wireName() + " with labels "
                    + metric.labels() + ", not " + labels);
        }
    }
}
