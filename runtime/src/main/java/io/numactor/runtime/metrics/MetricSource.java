package io.numactor.runtime.metrics;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Something that counts, usually an actor: asked at each scrape for a copy of its numbers. */
@FunctionalInterface
public interface MetricSource {
    /** All series of this source as they stand now. A series that was there before and is not any more is dropped. */
    CompletionStage<List<Sample>> samples();
}
