package io.numactor.coordinator.api;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.numactor.api.v1.Batch;
import io.numactor.api.v1.BatchResult;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationError;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.coordinator.router.Held;
import io.numactor.coordinator.router.PendingCall;
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
    /** With the largest batch on top it is what the gateway always takes. */
    private static final int MAX_OPEN_OPERATIONS = Admission.FEWEST / 2;

    private static final long MAX_BLOCKS = 1 << 20;

    /** Batches without an answer with those refused, which wait for their turn: to read and refuse is quicker than to hold. */
    private static final int MAX_UNANSWERED = 1024;

    private final ActorRef<RouterCommand> router;
    private final Admission admission;
    private final ServerCallStreamObserver<BatchResult> response;
    private final Deque<Slot> open = new ArrayDeque<>();
    private final Held held = new Held();
    private int openBatches;
    private int openOperations;
    /** Read and written by gRPC's thread alone. */
    private boolean isHeld;

    /** A batch was asked for and has not come. */
    private boolean awaited;

    private boolean clientDone;
    private boolean over;

    private static final class Slot {
        private final long id;
        private final List<Operation> asked;
        private final PendingCall call = new PendingCall();
        private Optional<List<OperationResult>> results = Optional.empty();

        /** @param asked what was taken: nothing of a batch that is refused */
        Slot(long id, List<Operation> asked) {
            this.id = id;
            this.asked = asked;
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
        Optional<Status> refusal = refusal(batch);
        Slot slot = new Slot(batch.getId(), refusal.isEmpty() ? batch.getOperationsList() : List.of());
        synchronized (this) {
            awaited = false;
            open.add(slot);
            count(slot, 1);
        }
        if (batch.getClient() != 0 && !isHeld) {
            isHeld = true;
            router.tell(new GatewayCommand.HoldClient(batch.getClient(), held));
        }
        if (refusal.isEmpty()) {
            router.tell(new GatewayCommand.Submit(
                    slot.asked,
                    results -> {
                        admission.leave(slot.asked.size());
                        answered(slot, results);
                    },
                    slot.call));
        } else {
            answered(slot, Collections.nCopies(batch.getOperationsCount(), refused(refusal.get())));
        }
        readMore();
    }

    /** Why a batch is not taken; when it is, its operations are admitted. */
    private Optional<Status> refusal(Batch batch) {
        if (blocks(batch) > MAX_BLOCKS) {
            return Optional.of(Status.INVALID_ARGUMENT.withDescription(
                    "blocks: the operations of a batch name at most " + MAX_BLOCKS + " blocks, all together"));
        }
        return admission.enter(batch.getOperationsCount()) ? Optional.empty() : Optional.of(admission.refusal());
    }

    /** How much work it is: a node looks at every block that it is told to free. */
    private static long blocks(Batch batch) {
        long blocks = 0;
        for (Operation operation : batch.getOperationsList()) {
            blocks += Integer.toUnsignedLong(operation.getAllocate().getCount());
            for (PageRun run : operation.getFree().getRunsList()) {
                blocks += Integer.toUnsignedLong(run.getBlocks());
            }
        }
        return blocks;
    }

    private static OperationResult refused(Status refusal) {
        return OperationResult.newBuilder()
                .setError(OperationError.newBuilder()
                        .setCode(refusal.getCode().value())
                        .setMessage(String.valueOf(refusal.getDescription())))
                .build();
    }

    /** Called on the router's thread; the client's messages come on gRPC's, hence the lock. */
    private synchronized void answered(Slot slot, List<OperationResult> results) {
        if (over) {
            takeBack(slot, results);
            return;
        }
        slot.results = Optional.of(results);
        while (!over && !open.isEmpty() && open.element().results.isPresent()) {
            Slot done = open.remove();
            count(done, -1);
            response.onNext(done.result());
        }
        readMore();
        completeWhenDone();
    }

    /** Batches that were taken, and their operations, come and go. */
    private void count(Slot slot, int sign) {
        openBatches += slot.asked.isEmpty() ? 0 : sign;
        openOperations += sign * slot.asked.size();
    }

    private synchronized void readMore() {
        boolean room =
                openBatches < MAX_OPEN_BATCHES && openOperations <= MAX_OPEN_OPERATIONS && open.size() < MAX_UNANSWERED;
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
            router.tell(new GatewayCommand.Release(held));
        }
    }

    /** The client is gone: what it is being served is undone, what it was served and not told of is freed. */
    private synchronized void cancelled() {
        if (over) {
            return;
        }
        over = true;
        for (Slot slot : open) {
            slot.results.ifPresentOrElse(
                    results -> takeBack(slot, results), () -> router.tell(new GatewayCommand.GiveUp(slot.call)));
        }
        open.clear();
        router.tell(new GatewayCommand.Release(held));
    }

    private void takeBack(Slot slot, List<OperationResult> results) {
        router.tell(new GatewayCommand.TakeBack(slot.asked, results));
    }

    @Override
    public void onError(Throwable failure) {
        cancelled();
    }

    @Override
    public synchronized void onCompleted() {
        clientDone = true;
        completeWhenDone();
    }
}
