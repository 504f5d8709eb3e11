package io.numactor.runtime.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one JVM. Sources register once; a scrape asks all of them, merges what they say and renders it.
 *
 * <p>Counting costs an actor one increment of a long it owns (a meter of the client library costs about thirty), so
 * nothing is published until somebody scrapes. Scrapes that overlap share one round: there is one writer of the page
 * at a time, and no lock. The page, with all the classes of the client libraries, is made by the first scrape.
 */
public final class Metrics implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(1);

    private final Duration bound;
    private final List<SourceReader> readers = new CopyOnWriteArrayList<>();
    private final AtomicLong timeouts = new AtomicLong();
    private final AtomicReference<@Nullable CompletableFuture<String>> running = new AtomicReference<>();
    private final AtomicReference<@Nullable PrometheusPage> page = new AtomicReference<>();

    public Metrics() {
        this(BOUND);
    }

    /** With another bound on how long a scrape waits for a source. */
    Metrics(Duration bound) {
        this.bound = bound;
    }

    /** Adds a source; its series are there from the next scrape on. */
    public void register(MetricSource source) {
        readers.add(new SourceReader(source, bound, timeouts));
    }

    /** Takes a source away, by identity; its series are gone from the next scrape on. */
    public void unregister(MetricSource source) {
        readers.removeIf(reader -> reader.reads(source));
    }

    /** Asks every source and renders all series in the Prometheus text format 0.0.4; within about a second. */
    @SuppressWarnings("FutureReturnValueIgnored") // what becomes of the round is told through its own future
    public CompletionStage<String> scrape() {
        CompletableFuture<String> mine = new CompletableFuture<>();
        CompletableFuture<String> other = running.compareAndExchange(null, mine);
        if (other != null) {
            return other.copy();
        }
        readAll().thenApplyAsync(ignored -> render()).whenComplete((text, failure) -> {
            running.set(null);
            finish(mine, text, failure);
        });
        return mine.copy();
    }

    /** Lets go of what the JVM's own meters listen to. */
    @Override
    public void close() {
        PrometheusPage made = page.getAndSet(null);
        if (made != null) {
            made.close();
        }
    }

    private CompletableFuture<Void> readAll() {
        return CompletableFuture.allOf(readers.stream().map(SourceReader::read).toArray(CompletableFuture<?>[]::new));
    }

    private String render() {
        Stream<Sample> own = Stream.of(Sample.of(MetricCatalog.METRIC_SOURCE_TIMEOUTS_TOTAL, timeouts.get()));
        Stream<Sample> theirs = readers.stream().flatMap(reader -> reader.last().stream());
        return page().render(Stream.concat(own, theirs));
    }

    private PrometheusPage page() {
        PrometheusPage made = page.get();
        if (made == null) {
            made = new PrometheusPage();
            page.set(made);
        }
        return made;
    }

    private static void finish(CompletableFuture<String> scrape, @Nullable String text, @Nullable Throwable failure) {
        if (text != null) {
            scrape.complete(text);
        } else {
            scrape.completeExceptionally(failure == null ? new IllegalStateException("nothing rendered") : failure);
        }
    }
}
