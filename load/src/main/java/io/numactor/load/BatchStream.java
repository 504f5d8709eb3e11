package io.numactor.load;

import io.grpc.stub.StreamObserver;
import io.numactor.api.v1.Batch;
import io.numactor.api.v1.BatchResult;
import io.numactor.api.v1.Operation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The stream of batches, turned from callbacks into a queue that one thread reads. The caller bounds the batches without
 * an answer, and with them the queue.
 */
final class BatchStream implements AutoCloseable {
    /** An answer, or the end of the stream; {@code receivedNanos} by {@link System#nanoTime}. */
    private sealed interface Event {
        record Answer(Received received) implements Event {}

        record End(ApiException failure) implements Event {}
    }

    /** A result and when it came, by {@link System#nanoTime}. */
    record Received(BatchResult result, long nanos) {}

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final StreamObserver<Batch> requests;
    private final long keeper;

    /** @param keeper the client that lives as long as the stream is open; 0: none */
    BatchStream(ApiClient client, long keeper) {
        this.keeper = keeper;
        requests = client.stream(new StreamObserver<>() {
            @Override
            public void onNext(BatchResult result) {
                events.add(new Event.Answer(new Received(result, System.nanoTime())));
            }

            @Override
            public void onError(Throwable failure) {
                events.add(new Event.End(client.explain(failure)));
            }

            @Override
            public void onCompleted() {
                IllegalStateException cause = new IllegalStateException("stream completed");
                events.add(
                        new Event.End(new GatewayUnreachableException(client.address(), "it ended the stream", cause)));
            }
        });
    }

    void send(long id, Operation operation) {
        requests.onNext(Batch.newBuilder()
                .setId(id)
                .setClient(keeper)
                .addOperations(operation)
                .build());
    }

    /**
     * The next answer, or nothing within the time.
     *
     * @throws ApiException when the stream has ended
     */
    Optional<Received> poll(Duration wait) throws InterruptedException {
        Event event = events.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        if (event instanceof Event.End end) {
            events.add(end);
            throw end.failure();
        }
        return event instanceof Event.Answer answer ? Optional.of(answer.received()) : Optional.empty();
    }

    @Override
    public void close() {
        requests.onCompleted();
    }
}
