package io.numactor.coordinator.router;

import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.PageRun;
import io.numactor.runtime.metrics.HistogramCells;
import io.numactor.runtime.metrics.MetricCatalog;
import io.numactor.runtime.metrics.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a router counts: plain numbers that it owns, copied out when somebody asks. */
final class RouterStats {
    private static final double NANOS = 1e9;
    /** Above this many nodes pairs are given by distance only. */
    private static final int MAX_NODES_BY_PAIR = 16;

    private final Map<Access, Double> accessNanos = new TreeMap<>();
    private final Map<String, Long> failures = new TreeMap<>();
    private final Map<Series, HistogramCells> durations = new TreeMap<>();
    private final Map<String, HistogramCells> hops = new TreeMap<>();

    private record Access(int from, int node, int distance) implements Comparable<Access> {
        @Override
        public int compareTo(Access other) {
            return java.util.Comparator.comparingInt(Access::from)
                    .thenComparingInt(Access::node)
                    .thenComparingInt(Access::distance)
                    .compare(this, other);
        }
    }

    private record Series(String distance, String outcome) implements Comparable<Series> {
        @Override
        public int compareTo(Series other) {
            int byDistance = distance.compareTo(other.distance);
            return byDistance != 0 ? byDistance : outcome.compareTo(other.outcome);
        }
    }

    /** Counts one answered allocation request. */
    void allocated(Ask ask, AllocateResponse done) {
        String outcome = done.hasFailure() ? done.getServed() > 0 ? "partial" : "failed" : "ok";
        String distance = "none";
        for (PageRun run : done.getRunsList()) {
            long pages = (long) run.getBlocks() << run.getOrder();
            accessNanos.merge(
                    new Access(ask.cpuNode(), run.getNode(), run.getDistance()),
                    (double) pages * run.getAccessNanos(),
                    Double::sum);
            distance = Integer.toString(run.getDistance());
        }
        if (done.hasFailure()) {
            failures.merge(reasonLabel(done), 1L, Long::sum);
        }
        durations
                .computeIfAbsent(
                        new Series(distance, outcome),
                        series -> new HistogramCells(MetricCatalog.ALLOCATION_DURATION_SECONDS))
                .record(done.getDurationNanos() / NANOS);
        hops.computeIfAbsent(outcome, key -> new HistogramCells(MetricCatalog.ALLOCATION_HOPS))
                .record(done.getHops());
    }

    private static String reasonLabel(AllocateResponse done) {
        return done.getFailure().getReason().name().replace("REASON_", "").toLowerCase(Locale.ROOT);
    }

    List<Sample> samples(int machineNodes, int inFlight, int owners) {
        List<Sample> samples = new ArrayList<>();
        samples.addAll(accessSamples(machineNodes));
        failures.forEach(
                (reason, count) -> samples.add(Sample.of(MetricCatalog.ALLOCATION_FAILURES_TOTAL, count, reason)));
        durations.forEach((series, cells) -> samples.add(cells.sample(series.distance(), series.outcome())));
        hops.forEach((outcome, cells) -> samples.add(cells.sample(outcome)));
        samples.add(Sample.of(MetricCatalog.ROUTER_INFLIGHT_REQUESTS, inFlight));
        samples.add(Sample.of(MetricCatalog.ROUTER_OWNERS, owners));
        return samples;
    }

    private List<Sample> accessSamples(int machineNodes) {
        if (machineNodes <= MAX_NODES_BY_PAIR) {
            return accessNanos.entrySet().stream()
                    .map(entry -> access(
                            entry.getValue(),
                            Integer.toString(entry.getKey().from()),
                            Integer.toString(entry.getKey().node()),
                            entry.getKey().distance()))
                    .toList();
        }
        Map<Integer, Double> byDistance = new TreeMap<>();
        accessNanos.forEach((access, nanos) -> byDistance.merge(access.distance(), nanos, Double::sum));
        return byDistance.entrySet().stream()
                .map(entry -> access(entry.getValue(), "", "", entry.getKey()))
                .toList();
    }

    private static Sample access(double nanos, String from, String node, int distance) {
        return Sample.of(MetricCatalog.ACCESS_SECONDS_TOTAL, nanos / NANOS, from, node, Integer.toString(distance));
    }
}
