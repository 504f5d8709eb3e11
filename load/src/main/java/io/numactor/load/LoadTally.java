package io.numactor.load;

import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.Failure;
import io.numactor.api.v1.FreeRefusal;
import io.numactor.api.v1.FreeResponse;
import io.numactor.api.v1.PageRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Adds up the answers of a load. One thread at a time. */
final class LoadTally {
    private static final int SIGNIFICANT_DIGITS = 3;
    /** Requests that got no block have no distance. */
    static final int NO_DISTANCE = 0;

    private long owner;
    private final long plannedBlocks;
    private final SortedMap<Integer, SortedMap<Integer, Long>> servedBy = new TreeMap<>();
    private final SortedMap<Integer, Long> byDistance = new TreeMap<>();
    private final Set<Integer> firstServed = new LinkedHashSet<>();
    private final SortedMap<String, Long> failures = new TreeMap<>();
    private final SortedMap<Integer, Histogram> times = new TreeMap<>();
    private final LoadMetrics metrics = new LoadMetrics();
    private long requestedBlocks;
    private long servedBlocks;
    private long freedBlocks;
    private long accessNanos;
    private long pages;
    private long hops;

    LoadTally(long owner, long plannedBlocks) {
        this.owner = owner;
        this.plannedBlocks = plannedBlocks;
    }

    /** From now on another owner asks. */
    void goesOnAs(long another) {
        owner = another;
    }

    void allocated(AllocateResponse answer, int requested, long roundTripNanos) {
        requestedBlocks += requested;
        hops += answer.getHops();
        int farthest = NO_DISTANCE;
        for (PageRun run : answer.getRunsList()) {
            served(answer.getPreferredNode(), run);
            farthest = Math.max(farthest, run.getDistance());
        }
        if (answer.getServed() < requested) {
            failed(reason(answer.getFailure()), requested - answer.getServed());
        }
        times.computeIfAbsent(farthest, distance -> new Histogram(SIGNIFICANT_DIGITS))
                .recordValue(Math.max(0, roundTripNanos));
        metrics.answered(farthest, answer.getServed(), requested, roundTripNanos);
    }

    private void served(int preferred, PageRun run) {
        long blocks = run.getBlocks();
        long runPages = blocks << run.getOrder();
        servedBlocks += blocks;
        pages += runPages;
        accessNanos += runPages * run.getAccessNanos();
        byDistance.merge(run.getDistance(), blocks, Long::sum);
        servedBy.computeIfAbsent(preferred, node -> new TreeMap<>()).merge(run.getNode(), blocks, Long::sum);
        firstServed.add(run.getNode());
    }

    void freed(FreeResponse answer) {
        freedBlocks += answer.getFreed();
        for (FreeRefusal refusal : answer.getRefusalsList()) {
            failed("free refused: " + refusal.getReason(), 1);
        }
    }

    /** A request that the gateway refused as a whole. */
    void refused(int requested, String message) {
        requestedBlocks += requested;
        metrics.refused();
        failed(message, requested);
    }

    private void failed(String reason, long blocks) {
        failures.merge(reason, blocks, Long::sum);
    }

    /** {@code REASON_WOULD_RECLAIM} as people and metrics read it: {@code would_reclaim}. */
    static String reason(Failure failure) {
        return failure.getReason().name().replaceFirst("^REASON_", "").toLowerCase(Locale.ROOT);
    }

    long servedBlocks() {
        return servedBlocks;
    }

    LoadReport report(long elapsedNanos) {
        SortedMap<Integer, SortedMap<Integer, Long>> table = new TreeMap<>();
        servedBy.forEach((node, row) -> table.put(node, Collections.unmodifiableSortedMap(new TreeMap<>(row))));
        SortedMap<Integer, LatencySummary> latency = new TreeMap<>();
        times.forEach((distance, histogram) -> latency.put(distance, LatencySummary.of(histogram)));
        return new LoadReport(
                owner,
                plannedBlocks,
                requestedBlocks,
                servedBlocks,
                freedBlocks,
                Collections.unmodifiableSortedMap(table),
                Collections.unmodifiableSortedMap(new TreeMap<>(byDistance)),
                List.copyOf(new ArrayList<>(firstServed)),
                accessNanos,
                pages,
                hops,
                Collections.unmodifiableSortedMap(new TreeMap<>(failures)),
                Collections.unmodifiableSortedMap(latency),
                metrics.samples(),
                elapsedNanos);
    }
}
