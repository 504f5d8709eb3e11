package io.numactor.coordinator.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.AllocationServiceGrpc;
import io.numactor.api.v1.Batch;
import io.numactor.api.v1.BatchResult;
import io.numactor.api.v1.CloseClientRequest;
import io.numactor.api.v1.CloseClientResponse;
import io.numactor.api.v1.CloseOwnerRequest;
import io.numactor.api.v1.CloseOwnerResponse;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.FreeResponse;
import io.numactor.api.v1.KeepAliveRequest;
import io.numactor.api.v1.KeepAliveResponse;
import io.numactor.api.v1.ListPagesRequest;
import io.numactor.api.v1.ListPagesResponse;
import io.numactor.api.v1.OpenClientRequest;
import io.numactor.api.v1.OpenClientResponse;
import io.numactor.api.v1.OpenOwnerRequest;
import io.numactor.api.v1.OpenOwnerResponse;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.OwnerEvent;
import io.numactor.api.v1.WatchOwnerRequest;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.coordinator.router.PendingCall;
import io.numactor.proto.RouterCommand;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/** AllocationService over gRPC: tells the router, and is called back by it. */
final class AllocationApi extends AllocationServiceGrpc.AllocationServiceImplBase {
    private final ActorRef<RouterCommand> router;
    private final Admission admission;

    AllocationApi(ActorRef<RouterCommand> router, Admission admission) {
        this.router = router;
        this.admission = admission;
    }

    @Override
    public void openOwner(OpenOwnerRequest request, StreamObserver<OpenOwnerResponse> response) {
        if (request.getAdopt() != 0) {
            router.tell(new GatewayCommand.AdoptOwner(
                    request.getAdopt(),
                    Replies.leaseNanos(request),
                    request.getClient(),
                    Replies.to(response, pages -> Replies.adopted(request, pages))));
            return;
        }
        router.tell(new GatewayCommand.OpenOwner(
                request.getName(),
                Replies.leaseNanos(request),
                request.getClient(),
                Replies.to(
                        response,
                        owner -> OpenOwnerResponse.newBuilder().setOwner(owner).build())));
    }

    @Override
    public void listPages(ListPagesRequest request, StreamObserver<ListPagesResponse> response) {
        router.tell(new GatewayCommand.ListPages(
                request.getOwner(), request.getAfter(), Replies.to(response, page -> page)));
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
    public void openClient(OpenClientRequest request, StreamObserver<OpenClientResponse> response) {
        router.tell(new GatewayCommand.OpenClient(
                Replies.leaseNanos(request),
                Replies.to(
                        response,
                        client -> OpenClientResponse.newBuilder()
                                .setClient(client)
                                .setLeaseSeconds(Replies.leaseSeconds(request))
                                .build())));
    }

    @Override
    public void keepAlive(KeepAliveRequest request, StreamObserver<KeepAliveResponse> response) {
        router.tell(new GatewayCommand.KeepAlive(
                request.getClient(), Replies.to(response, client -> KeepAliveResponse.getDefaultInstance())));
    }

    @Override
    public void closeClient(CloseClientRequest request, StreamObserver<CloseClientResponse> response) {
        router.tell(new GatewayCommand.CloseClient(
                request.getClient(),
                request.getCpu(),
                Replies.to(
                        response,
                        pages -> CloseClientResponse.newBuilder()
                                .setPagesFreed(pages)
                                .build())));
    }

    @Override
    public void watchOwner(WatchOwnerRequest request, StreamObserver<OwnerEvent> response) {
        OwnerEvents.watch(router, request.getOwner(), (ServerCallStreamObserver<OwnerEvent>) response);
    }

    @Override
    public void allocate(AllocateRequest request, StreamObserver<AllocateResponse> response) {
        submitOne(Operation.newBuilder().setAllocate(request).build(), response, OperationResult::getAllocated);
    }

    @Override
    public void free(FreeRequest request, StreamObserver<FreeResponse> response) {
        submitOne(Operation.newBuilder().setFree(request).build(), response, OperationResult::getFreed);
    }

    /** A call that is cancelled, or past its deadline, is given up: what it is being served is undone. */
    private <T> void submitOne(Operation operation, StreamObserver<T> response, Function<OperationResult, T> part) {
        if (!admission.enter(1)) {
            response.onError(admission.refusal().asRuntimeException());
            return;
        }
        ServerCallStreamObserver<T> call = (ServerCallStreamObserver<T>) response;
        PendingCall pending = new PendingCall();
        call.setOnCancelHandler(() -> router.tell(new GatewayCommand.GiveUp(pending)));
        List<Operation> operations = List.of(operation);
        router.tell(new GatewayCommand.Submit(
                operations,
                results -> {
                    admission.leave(1);
                    if (call.isCancelled()) {
                        router.tell(new GatewayCommand.TakeBack(operations, results));
                    } else {
                        answer(results.get(0), call, part);
                    }
                },
                pending));
    }

    private static <T> void answer(
            OperationResult result, StreamObserver<T> response, Function<OperationResult, T> part) {
        if (result.hasError()) {
            response.onError(Replies.status(result.getError()).asRuntimeException());
        } else {
            response.onNext(part.apply(result));
            response.onCompleted();
        }
    }

    @Override
    public StreamObserver<Batch> stream(StreamObserver<BatchResult> response) {
        return new BatchStream(router, admission, (ServerCallStreamObserver<BatchResult>) response);
    }
}
