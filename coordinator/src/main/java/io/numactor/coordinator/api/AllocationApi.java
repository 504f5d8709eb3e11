package io.numactor.coordinator.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.AllocationServiceGrpc;
import io.numactor.api.v1.Batch;
import io.numactor.api.v1.BatchResult;
import io.numactor.api.v1.CloseOwnerRequest;
import io.numactor.api.v1.CloseOwnerResponse;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.FreeResponse;
import io.numactor.api.v1.OpenOwnerRequest;
import io.numactor.api.v1.OpenOwnerResponse;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.proto.RouterCommand;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/** AllocationService over gRPC: tells the router, and is called back by it. */
final class AllocationApi extends AllocationServiceGrpc.AllocationServiceImplBase {
    private final ActorRef<RouterCommand> router;
    private final Admission admission = new Admission();

    AllocationApi(ActorRef<RouterCommand> router) {
        this.router = router;
    }

    @Override
    public void openOwner(OpenOwnerRequest request, StreamObserver<OpenOwnerResponse> response) {
        router.tell(new GatewayCommand.OpenOwner(
                request.getName(),
                Replies.leaseNanos(request),
                Replies.to(
                        response,
                        owner -> OpenOwnerResponse.newBuilder().setOwner(owner).build())));
    }

    @Override
    public void closeOwner(CloseOwnerRequest request, StreamObserver<CloseOwnerResponse> response) {
        router.tell(new GatewayCommand.CloseOwner(
                request.getOwner(),
                request.getCpu(),
                Replies.to(
                        response,
                        pages -> CloseOwnerResponse.newBuilder()
                                .setPagesFreed(pages)
                                .build())));
    }

    @Override
    public void allocate(AllocateRequest request, StreamObserver<AllocateResponse> response) {
        submitOne(Operation.newBuilder().setAllocate(request).build(), response, OperationResult::getAllocated);
    }

    @Override
    public void free(FreeRequest request, StreamObserver<FreeResponse> response) {
        submitOne(Operation.newBuilder().setFree(request).build(), response, OperationResult::getFreed);
    }

    private <T> void submitOne(Operation operation, StreamObserver<T> response, Function<OperationResult, T> part) {
        if (!admission.enter(1)) {
            response.onError(Admission.REFUSAL.asRuntimeException());
            return;
        }
        router.tell(new GatewayCommand.Submit(List.of(operation), results -> {
            admission.leave(1);
            OperationResult result = results.get(0);
            if (result.hasError()) {
                response.onError(Replies.status(result.getError()).asRuntimeException());
            } else {
                response.onNext(part.apply(result));
                response.onCompleted();
            }
        }));
    }

    @Override
    public StreamObserver<Batch> stream(StreamObserver<BatchResult> response) {
        return new BatchStream(router, admission, (ServerCallStreamObserver<BatchResult>) response);
    }
}
