package io.numactor.coordinator.api;

import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.coordinator.router.PendingCall;
import io.numactor.proto.RouterCommand;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;

/** One operation of a client that may go away before it has the answer: what it was served until then is undone. */
final class UndoableCall {
    private final ActorRef<RouterCommand> router;
    private final List<Operation> operations;
    private final PendingCall pending = new PendingCall();
    private Optional<List<OperationResult>> results = Optional.empty();
    private boolean gone;

    UndoableCall(ActorRef<RouterCommand> router, Operation operation) {
        this.router = router;
        this.operations = List.of(operation);
    }

    /** The result comes on the router's thread, also when the client is gone. */
    void submit(Consumer<OperationResult> reply) {
        router.tell(new GatewayCommand.Submit(
                operations,
                answer -> {
                    answered(answer);
                    reply.accept(answer.get(0));
                },
                pending));
    }

    /** The client's connection has ended. */
    synchronized void giveUp() {
        gone = true;
        results.ifPresentOrElse(this::takeBack, () -> router.tell(new GatewayCommand.GiveUp(pending)));
    }

    private synchronized void answered(List<OperationResult> answer) {
        results = Optional.of(answer);
        if (gone) {
            takeBack(answer);
        }
    }

    private void takeBack(List<OperationResult> served) {
        router.tell(new GatewayCommand.TakeBack(operations, served));
    }
}
