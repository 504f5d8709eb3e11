package io.numactor.load;

import io.numactor.runtime.metrics.HistogramCells;
import io.numactor.runtime.metrics.MetricCatalog;
import io.numactor.runtime.metrics.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A load's own series of the metric catalogue. Owned by the load's thread; what it hands out are copies. */
final class LoadMetrics {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String REFUSED = "refused";

    private final SortedMap<String, Long> requests = new TreeMap<>();
    private final SortedMap<String, SortedMap<Integer, HistogramCells>> latency = new TreeMap<>();

    /** A request was answered; {@code distance} is that of its farthest block, 0 when it got none. */
    void answered(int distance, int served, int requested, long roundTripNanos) {
        String outcome = served == requested ? "ok" : served > 0 ? "partial" : "failed";
        requests.merge(outcome, 1L, Long::sum);
        latency.computeIfAbsent(outcome, key -> new TreeMap<>())
                .computeIfAbsent(distance, key -> new HistogramCells(MetricCatalog.LOAD_LATENCY_SECONDS))
                .record(Math.max(0, roundTripNanos) / NANOS_PER_SECOND);
    }

    /** A request was refused as a whole. */
    void refused() {
        requests.merge(REFUSED, 1L, Long::sum);
    }

    /** A closed loop has no schedule to miss and no rate to keep, so those two stay 0. */
    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        requests.forEach((outcome, count) -> samples.add(Sample.of(MetricCatalog.LOAD_REQUESTS_TOTAL, count, outcome)));
        for (Map.Entry<String, SortedMap<Integer, HistogramCells>> row : latency.entrySet()) {
            row.getValue().forEach((distance, cells) -> samples.add(cells.sample(row.getKey(), label(distance))));
        }
        samples.add(Sample.of(MetricCatalog.LOAD_TARGET_RATE, 0));
        samples.add(Sample.of(MetricCatalog.LOAD_MISSED_SCHEDULE_TOTAL, 0));
        return List.copyOf(samples);
    }

    private static String label(int distance) {
        return distance == LoadTally.NO_DISTANCE ? "none" : Integer.toString(distance);
    }
}
