package io.numactor.runtime.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Reads one source within a bound, and remembers what it said last. */
final class SourceReader {
    private final MetricSource source;
    private final Duration bound;
    private final AtomicLong timeouts;
    private volatile List<Sample> last = List.of();

    SourceReader(MetricSource source, Duration bound, AtomicLong timeouts) {
        this.source = source;
        this.bound = bound;
        this.timeouts = timeouts;
    }

    boolean reads(MetricSource other) {
        return source == other;
    }

    List<Sample> last() {
        return last;
    }

    /** Never fails: a source that does not answer in time, or fails, is counted and keeps its last values. */
    CompletableFuture<Void> read() {
        return ask().thenAccept(samples -> last = List.copyOf(samples)).exceptionally(failure -> {
            timeouts.incrementAndGet();
            return null;
        });
    }

    /** A copy of the source's future, since the bound must not fail the source's own. */
    private CompletableFuture<List<Sample>> ask() {
        try {
            CompletionStage<List<Sample>> answer = source.samples();
            return answer.thenApply(samples -> samples)
                    .toCompletableFuture()
                    .orTimeout(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }
}
