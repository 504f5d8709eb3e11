package io.numactor.load;

import org.HdrHistogram.Histogram;

/**
 * Round-trip times of requests as the client saw them, wall clock, in nanoseconds. In a closed loop a slow answer delays
 * the next request, so these are not latencies at a fixed rate.
 */
public record LatencySummary(
        long requests, long meanNanos, long p50Nanos, long p90Nanos, long p99Nanos, long p999Nanos, long maxNanos) {
    static LatencySummary of(Histogram times) {
        return new LatencySummary(
                times.getTotalCount(),
                Math.round(times.getMean()),
                times.getValueAtPercentile(50),
                times.getValueAtPercentile(90),
                times.getValueAtPercentile(99),
                times.getValueAtPercentile(99.9),
                times.getMaxValue());
    }
}
