package io.numactor.coordinator.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.numactor.api.v1.Batch;
import io.numactor.api.v1.BatchResult;
import io.numactor.api.v1.OperationError;
import io.numactor.api.v1.OperationResult;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.proto.RouterCommand;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * One client's stream of batches. The next batch is read from the wire only while few batches, and few operations, are
 * without an answer and the client takes its results: one that sends fast or reads slowly waits at the edge and fills no
 * heap. Batches are answered in the order in which they came.
 */
final class BatchStream implements StreamObserver<Batch> {
    private static final int MAX_OPEN_BATCHES = 32;
    private static final int MAX_OPEN_OPERATIONS = 1 << 13;

    private static final OperationResult REFUSED = OperationResult.newBuilder()
            .setError(OperationError.newBuilder()
                    .setCode(Admission.REFUSAL.getCode().value())
                    .setMessage(String.valueOf(Admission.REFUSAL.getDescription())))
            .build();

    private final ActorRef<RouterCommand> router;
    private final Admission admission;
    private final ServerCallStreamObserver<BatchResult> response;
    private final Deque<Slot> open = new ArrayDeque<>();
    private int openOperations;
    /** A batch was asked for and has not come. */
    private boolean awaited;

    private boolean clientDone;
    private boolean over;

    private static final class Slot {
        private final long id;
        private final int operations;
        private Optional<List<OperationResult>> results = Optional.empty();

        Slot(Batch batch) {
            this.id = batch.getId();
            this.operations = batch.getOperationsCount();
        }

        BatchResult result() {
            return BatchResult.newBuilder()
                    .setId(id)
                    .addAllResults(results.orElse(List.of()))
                    .build();
        }
    }

    BatchStream(ActorRef<RouterCommand> router, Admission admission, ServerCallStreamObserver<BatchResult> response) {
        this.router = router;
        this.admission = admission;
        this.response = response;
        response.disableAutoRequest();
        response.setOnCancelHandler(this::cancelled);
        response.setOnReadyHandler(this::readMore);
        awaitNext();
    }

    @Override
    public void onNext(Batch batch) {
        Slot slot = new Slot(batch);
        boolean admitted = admission.enter(slot.operations);
        synchronized (this) {
            awaited = false;
            open.add(slot);
            openOperations += slot.operations;
        }
        if (admitted) {
            router.tell(new GatewayCommand.Submit(batch.getOperationsList(), results -> {
                admission.leave(slot.operations);
                answered(slot, results);
            }));
        } else {
            answered(slot, Collections.nCopies(slot.operations, REFUSED));
        }
        readMore();
    }

    /** Called on the router's thread; the client's messages come on gRPC's, hence the lock. */
    private synchronized void answered(Slot slot, List<OperationResult> results) {
        slot.results = Optional.of(results);
        while (!over && !open.isEmpty() && open.element().results.isPresent()) {
            Slot done = open.remove();
            openOperations -= done.operations;
            response.onNext(done.result());
        }
        readMore();
        completeWhenDone();
    }

    private synchronized void readMore() {
        boolean room = open.size() < MAX_OPEN_BATCHES && openOperations < MAX_OPEN_OPERATIONS;
        if (!over && !clientDone && !awaited && room && response.isReady()) {
            awaitNext();
        }
    }

    private void awaitNext() {
        awaited = true;
        response.request(1);
    }

    private void completeWhenDone() {
        if (clientDone && !over && open.isEmpty()) {
            over = true;
            response.onCompleted();
        }
    }

    private synchronized void cancelled() {
        over = true;
    }

    @Override
    public synchronized void onError(Throwable failure) {
        over = true;
    }

    @Override
    public synchronized void onCompleted() {
        clientDone = true;
        completeWhenDone();
    }
}
