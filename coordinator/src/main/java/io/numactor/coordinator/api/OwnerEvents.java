package io.numactor.coordinator.api;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.numactor.api.v1.LostPages;
import io.numactor.api.v1.OwnerEvent;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.coordinator.router.Held;
import io.numactor.coordinator.router.OwnerWatcher;
import io.numactor.proto.RouterCommand;
import org.apache.pekko.actor.typed.ActorRef;

/** What an owner loses, as a stream. */
record OwnerEvents(ServerCallStreamObserver<OwnerEvent> response) implements OwnerWatcher {
    static void watch(ActorRef<RouterCommand> router, long owner, ServerCallStreamObserver<OwnerEvent> response) {
        Held held = new Held();
        response.setOnCancelHandler(() -> router.tell(new GatewayCommand.Release(held)));
        router.tell(new GatewayCommand.WatchOwner(owner, new OwnerEvents(response), held, new GatewayCommand.Reply<>() {
            @Override
            public void accept(Long watched) {}

            @Override
            public void refuse(Status status) {
                response.onError(status.asRuntimeException());
            }
        }));
    }

    @Override
    public void lost(LostPages pages) {
        response.onNext(OwnerEvent.newBuilder().setLost(pages).build());
    }

    @Override
    public void ended(String why) {
        response.onNext(OwnerEvent.newBuilder().setEnded(why).build());
        response.onCompleted();
    }
}
