package io.numactor.cli.jvm;

import io.grpc.Status;
import io.numactor.coordinator.router.GatewayCommand;
import java.util.concurrent.CompletableFuture;

/** A gateway's reply as a future. */
final class FutureReply {
    private FutureReply() {}

    static <T> GatewayCommand.Reply<T> to(CompletableFuture<T> future) {
        return new GatewayCommand.Reply<>() {
            @Override
            public void accept(T answer) {
                future.complete(answer);
            }

            @Override
            public void refuse(Status status) {
                future.completeExceptionally(status.asRuntimeException());
            }
        };
    }
}
