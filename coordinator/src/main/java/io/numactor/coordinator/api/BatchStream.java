package io.numactor.coordinator.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.numactor.api.v1.Batch;
import io.numactor.api.v1.BatchResult;
import io.numactor.api.v1.OperationResult;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.proto.RouterCommand;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * One client's stream of batches. At most {@link #MAX_OPEN_BATCHES} are open at a time: the next is not read from the
 * wire before one is answered and its result taken, so a client that sends fast or reads slowly waits at the edge and
 * fills no heap. Batches are answered in the order in which they came.
 */
final class BatchStream implements StreamObserver<Batch> {
    private static final int MAX_OPEN_BATCHES = 32;

    private final ActorRef<RouterCommand> router;
    private final ServerCallStreamObserver<BatchResult> response;
    private final Deque<Slot> open = new ArrayDeque<>();
    /** Batches that were answered while the client did not read: asked for once it does again. */
    private int withheld;

    private boolean clientDone;
    private boolean over;

    private static final class Slot {
        private Optional<BatchResult> result = Optional.empty();
    }

    BatchStream(ActorRef<RouterCommand> router, ServerCallStreamObserver<BatchResult> response) {
        this.router = router;
        this.response = response;
        response.disableAutoRequest();
        response.setOnCancelHandler(this::cancelled);
        response.setOnReadyHandler(this::readable);
        response.request(MAX_OPEN_BATCHES);
    }

    @Override
    public void onNext(Batch batch) {
        Slot slot = new Slot();
        synchronized (this) {
            open.add(slot);
        }
        router.tell(new GatewayCommand.Submit(
                batch.getOperationsList(), results -> answered(slot, batch.getId(), results)));
    }

    /** Called on the router's thread; the client's messages come on gRPC's, hence the lock. */
    private synchronized void answered(Slot slot, long id, List<OperationResult> results) {
        slot.result = Optional.of(
                BatchResult.newBuilder().setId(id).addAllResults(results).build());
        if (over) {
            return;
        }
        while (!open.isEmpty() && open.element().result.isPresent()) {
            open.remove().result.ifPresent(response::onNext);
            withheld++;
        }
        readable();
        completeWhenDone();
    }

    /** The client reads its results: it may send as many batches more as were answered. */
    private synchronized void readable() {
        if (!over && withheld > 0 && response.isReady()) {
            response.request(withheld);
            withheld = 0;
        }
    }

    private void completeWhenDone() {
        if (clientDone && open.isEmpty()) {
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
