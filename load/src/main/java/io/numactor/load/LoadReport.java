package io.numactor.load;

import io.numactor.runtime.metrics.Sample;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a load did, so far or in all. A block is {@code 2^order} pages of 4 KiB.
 *
 * @param owner the emulated process the pages were taken for
 * @param plannedBlocks blocks the plan asks for
 * @param requestedBlocks blocks asked for by requests that were answered
 * @param servedBlocks blocks handed out
 * @param freedBlocks blocks freed again by this load
 * @param servedBy preferred node -&gt; serving node -&gt; blocks
 * @param byDistance distance from the allocating CPU -&gt; blocks
 * @param firstServed serving nodes in the order in which they first handed out a block
 * @param accessNanos emulated cost of one access to each page, summed, nanoseconds
 * @param pages pages handed out
 * @param hops times a further node had to be asked
 * @param failures reason -&gt; blocks not served, or not freed
 * @param latency distance of a request's farthest block -&gt; round-trip times of such requests
 * @param metrics the same as series of the metric catalogue
 * @param elapsedNanos wall clock, from the first request
 */
public record LoadReport(
        long owner,
        long plannedBlocks,
        long requestedBlocks,
        long servedBlocks,
        long freedBlocks,
        SortedMap<Integer, SortedMap<Integer, Long>> servedBy,
        SortedMap<Integer, Long> byDistance,
        List<Integer> firstServed,
        long accessNanos,
        long pages,
        long hops,
        SortedMap<String, Long> failures,
        SortedMap<Integer, LatencySummary> latency,
        List<Sample> metrics,
        long elapsedNanos) {
    private static final int LOCAL_DISTANCE = 10;
    private static final double NANOS_PER_SECOND = 1e9;

    /** Share of blocks at distance 10, 0..1; 0 when none was served. */
    public double localShare() {
        return ratio(byDistance.getOrDefault(LOCAL_DISTANCE, 0L), servedBlocks);
    }

    /** Mean distance of the blocks served; 0 when none was. */
    public double meanDistance() {
        long sum = byDistance.entrySet().stream()
                .mapToLong(entry -> entry.getKey() * entry.getValue())
                .sum();
        return ratio(sum, servedBlocks);
    }

    /** Mean emulated cost of one access, nanoseconds; 0 when no page was served. */
    public double meanAccessNanos() {
        return ratio(accessNanos, pages);
    }

    /** Blocks that another node than the preferred one served: what numa_miss counts. */
    public long misses() {
        return servedBy.entrySet().stream()
                .mapToLong(row -> row.getValue().entrySet().stream()
                        .filter(cell -> !cell.getKey().equals(row.getKey()))
                        .mapToLong(Map.Entry::getValue)
                        .sum())
                .sum();
    }

    /** Serving node -&gt; blocks, over all preferred nodes. */
    public SortedMap<Integer, Long> servedByNode() {
        SortedMap<Integer, Long> sums = new TreeMap<>();
        servedBy.values().forEach(row -> row.forEach((node, blocks) -> sums.merge(node, blocks, Long::sum)));
        return sums;
    }

    public long failedBlocks() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Blocks served a second of wall-clock time. */
    public double blocksPerSecond() {
        return elapsedNanos == 0 ? 0 : servedBlocks * NANOS_PER_SECOND / elapsedNanos;
    }

    /** How much of the plan has been answered, 0..1. */
    public double progress() {
        return Math.min(1, ratio(requestedBlocks, plannedBlocks));
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
