package io.numactor.coordinator.router;

import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.Failure;
import io.numactor.api.v1.PageRun;
import io.numactor.runtime.metrics.HistogramCells;
import io.numactor.runtime.metrics.MetricCatalog;
import io.numactor.runtime.metrics.Sample;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a router counts: plain numbers that it owns, copied out when somebody asks. */
final class RouterStats {
    private static final double NANOS = 1e9;
    /** A distance is a byte; the place after the last is for requests that got nothing. */
    private static final int NO_DISTANCE = 256;

    private enum Outcome {
        OK,
        PARTIAL,
        FAILED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final AccessCosts accesses = new AccessCosts();
    private final Map<Failure.Reason, Long> failures = new EnumMap<>(Failure.Reason.class);
    private final @Nullable HistogramCells[][] durations =
            new @Nullable HistogramCells[Outcome.values().length][NO_DISTANCE + 1];
    private final @Nullable HistogramCells[] hops = new @Nullable HistogramCells[Outcome.values().length];

    /** Counts one answered allocation request of a CPU of this node. */
    void allocated(int cpuNode, AllocateResponse done) {
        int distance = NO_DISTANCE;
        for (int i = 0; i < done.getRunsCount(); i++) {
            PageRun run = done.getRuns(i);
            distance = Math.min(run.getDistance(), NO_DISTANCE - 1);
            accesses.add(
                    cpuNode,
                    run.getNode(),
                    run.getDistance(),
                    ((long) run.getBlocks() << run.getOrder()) * (double) run.getAccessNanos());
        }
        if (done.hasFailure()) {
            failures.merge(done.getFailure().getReason(), 1L, Long::sum);
        }
        int outcome = outcome(done).ordinal();
        cells(durations[outcome], distance, MetricCatalog.ALLOCATION_DURATION_SECONDS)
                .record(done.getDurationNanos() / NANOS);
        cells(hops, outcome, MetricCatalog.ALLOCATION_HOPS).record(done.getHops());
    }

    private static Outcome outcome(AllocateResponse done) {
        if (!done.hasFailure()) {
            return Outcome.OK;
        }
        return done.getServed() > 0 ? Outcome.PARTIAL : Outcome.FAILED;
    }

    private static HistogramCells cells(@Nullable HistogramCells[] series, int index, MetricCatalog metric) {
        HistogramCells cells = series[index];
        if (cells == null) {
            cells = new HistogramCells(metric);
            series[index] = cells;
        }
        return cells;
    }

    List<Sample> samples(int machineNodes, int inFlight, int owners) {
        List<Sample> samples = new ArrayList<>(accesses.samples(machineNodes));
        failures.forEach((reason, count) ->
                samples.add(Sample.of(MetricCatalog.ALLOCATION_FAILURES_TOTAL, count, reasonLabel(reason))));
        for (Outcome outcome : Outcome.values()) {
            addHistograms(outcome, samples);
        }
        samples.add(Sample.of(MetricCatalog.ROUTER_INFLIGHT_REQUESTS, inFlight));
        samples.add(Sample.of(MetricCatalog.ROUTER_OWNERS, owners));
        return samples;
    }

    private void addHistograms(Outcome outcome, List<Sample> samples) {
        @Nullable HistogramCells[] byDistance = durations[outcome.ordinal()];
        for (int distance = 0; distance <= NO_DISTANCE; distance++) {
            HistogramCells cells = byDistance[distance];
            if (cells != null) {
                samples.add(
                        cells.sample(distance == NO_DISTANCE ? "none" : Integer.toString(distance), outcome.label()));
            }
        }
        HistogramCells cells = hops[outcome.ordinal()];
        if (cells != null) {
            samples.add(cells.sample(outcome.label()));
        }
    }

    private static String reasonLabel(Failure.Reason reason) {
        return reason.name().replace("REASON_", "").toLowerCase(Locale.ROOT);
    }
}
