package io.numactor.bench.overload;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.numactor.api.v1.AllocationServiceGrpc;
import io.numactor.api.v1.Batch;
import io.numactor.api.v1.BatchResult;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** One stream of a flood: what it was served it frees by its next batches, which go before new requests. */
final class FloodStream implements StreamObserver<BatchResult> {
    /** What waits in this client is not to be measured as the gateway's doing: of the default it would be a second's work. */
    private static final int BUFFER_BYTES = 2048;

    private final long owner;
    private final Map<Long, Sent> open = new HashMap<>();
    private final Deque<List<Operation>> frees = new ArrayDeque<>();
    private final LongStream.Builder latencies = LongStream.builder();
    private final ClientCallStreamObserver<Batch> requests;
    private long lastId;
    private long done;
    private long refused;
    private long failed;
    private String failure = "";

    private record Sent(long at, List<Operation> operations) {}

    FloodStream(ManagedChannel channel, long owner) {
        this.owner = owner;
        this.requests = (ClientCallStreamObserver<Batch>)
                AllocationServiceGrpc.newStub(channel).withOnReadyThreshold(BUFFER_BYTES).stream(this);
    }

    /** Sends a batch, if the gateway reads; one that frees when there is any. */
    synchronized boolean offer(List<Operation> allocations) {
        if (!requests.isReady()) {
            return false;
        }
        List<Operation> operations = frees.isEmpty() ? allocations : frees.remove();
        open.put(++lastId, new Sent(System.nanoTime(), operations));
        requests.onNext(
                Batch.newBuilder().setId(lastId).addAllOperations(operations).build());
        return true;
    }

    synchronized void finish() {
        requests.onCompleted();
    }

    @Override
    public synchronized void onNext(BatchResult answer) {
        Sent sent = open.remove(answer.getId());
        if (sent == null) {
            throw new IllegalStateException("an answer to batch " + answer.getId() + ", which was not sent");
        }
        boolean any = false;
        List<Operation> again = new ArrayList<>();
        for (int i = 0; i < answer.getResultsCount(); i++) {
            any |= count(answer.getResults(i), sent.operations().get(i), again);
        }
        if (!again.isEmpty()) {
            frees.add(again);
        }
        if (any) {
            latencies.add((System.nanoTime() - sent.at()) / 1_000_000);
        }
        List<Operation> back = answer.getResultsList().stream()
                .filter(result -> result.getAllocated().getRunsCount() > 0)
                .map(result -> Operation.newBuilder()
                        .setFree(FreeRequest.newBuilder()
                                .setOwner(owner)
                                .addAllRuns(result.getAllocated().getRunsList()))
                        .build())
                .toList();
        if (!back.isEmpty()) {
            frees.add(back);
        }
    }

    /** Whether the operation was done. A free that was refused is to be offered again. */
    private boolean count(OperationResult result, Operation operation, List<Operation> again) {
        if (!result.hasError()) {
            done++;
            return true;
        }
        if (result.getError().getCode() == Status.Code.RESOURCE_EXHAUSTED.value()) {
            refused++;
            if (operation.hasFree()) {
                again.add(operation);
            }
        } else {
            failed++;
            failure = result.getError().getMessage();
        }
        return false;
    }

    @Override
    public synchronized void onError(Throwable cause) {
        failed++;
        failure = String.valueOf(cause);
    }

    @Override
    public void onCompleted() {
        // Everything is answered.
    }

    synchronized long unanswered() {
        return open.values().stream()
                .mapToLong(sent -> sent.operations().size())
                .sum();
    }

    synchronized long done() {
        return done;
    }

    synchronized long refused() {
        return refused;
    }

    synchronized long failed() {
        return failed;
    }

    synchronized String failure() {
        return failure;
    }

    synchronized long[] latencyMillis() {
        return latencies.build().toArray();
    }
}
