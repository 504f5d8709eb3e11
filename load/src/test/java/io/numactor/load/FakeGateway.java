package io.numactor.load;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.AllocationServiceGrpc.AllocationServiceImplBase;
import io.numactor.api.v1.Batch;
import io.numactor.api.v1.BatchResult;
import io.numactor.api.v1.CloseClientRequest;
import io.numactor.api.v1.CloseClientResponse;
import io.numactor.api.v1.CloseOwnerRequest;
import io.numactor.api.v1.CloseOwnerResponse;
import io.numactor.api.v1.Failure;
import io.numactor.api.v1.FreeResponse;
import io.numactor.api.v1.OpenClientRequest;
import io.numactor.api.v1.OpenClientResponse;
import io.numactor.api.v1.OpenOwnerRequest;
import io.numactor.api.v1.OpenOwnerResponse;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationError;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import java.util.HashSet;
import java.util.Set;

/** A machine of two nodes that only counts: blocks come from node 0 until it has none, then from node 1. */
final class FakeGateway extends AllocationServiceImplBase {
    private final int[] free;
    final Set<Long> openOwners = new HashSet<>();
    final Set<Long> openClients = new HashSet<>();
    private long nextOwner = 40;

    FakeGateway(int blocksOnNode0, int blocksOnNode1) {
        this.free = new int[] {blocksOnNode0, blocksOnNode1};
    }

    synchronized int freeBlocks() {
        return free[0] + free[1];
    }

    @Override
    public synchronized void openOwner(OpenOwnerRequest request, StreamObserver<OpenOwnerResponse> answer) {
        openOwners.add(++nextOwner);
        answer.onNext(OpenOwnerResponse.newBuilder().setOwner(nextOwner).build());
        answer.onCompleted();
    }

    @Override
    public synchronized void openClient(OpenClientRequest request, StreamObserver<OpenClientResponse> answer) {
        openClients.add(++nextOwner);
        answer.onNext(OpenClientResponse.newBuilder().setClient(nextOwner).build());
        answer.onCompleted();
    }

    @Override
    public synchronized void closeClient(CloseClientRequest request, StreamObserver<CloseClientResponse> answer) {
        openClients.remove(request.getClient());
        answer.onNext(CloseClientResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public synchronized void closeOwner(CloseOwnerRequest request, StreamObserver<CloseOwnerResponse> answer) {
        openOwners.remove(request.getOwner());
        answer.onNext(CloseOwnerResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public StreamObserver<Batch> stream(StreamObserver<BatchResult> answers) {
        return new StreamObserver<>() {
            @Override
            public void onNext(Batch batch) {
                BatchResult.Builder result = BatchResult.newBuilder().setId(batch.getId());
                batch.getOperationsList().forEach(operation -> result.addResults(answer(operation)));
                answers.onNext(result.build());
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {
                answers.onCompleted();
            }
        };
    }

    private synchronized OperationResult answer(Operation operation) {
        OperationResult.Builder result = OperationResult.newBuilder();
        if (operation.hasFree()) {
            int blocks = 0;
            for (PageRun run : operation.getFree().getRunsList()) {
                free[run.getNode()] += run.getBlocks();
                blocks += run.getBlocks();
            }
            return result.setFreed(FreeResponse.newBuilder().setFreed(blocks)).build();
        }
        if (operation.getAllocate().getGfp().equals("GFP_NONSENSE")) {
            return result.setError(OperationError.newBuilder()
                            .setCode(Status.Code.INVALID_ARGUMENT.value())
                            .setMessage("gfp: no flag is named GFP_NONSENSE"))
                    .build();
        }
        return result.setAllocated(allocate(operation.getAllocate())).build();
    }

    private AllocateResponse allocate(AllocateRequest request) {
        AllocateResponse.Builder answer = AllocateResponse.newBuilder().setRequested(request.getCount());
        int left = request.getCount();
        for (int node = 0; node < free.length && left > 0; node++) {
            int blocks = Math.min(left, free[node]);
            free[node] -= blocks;
            left -= blocks;
            if (blocks > 0) {
                answer.addRuns(PageRun.newBuilder()
                        .setNode(node)
                        .setBlocks(blocks)
                        .setDistance(node == 0 ? 10 : 20)
                        .setAccessNanos(node == 0 ? 100 : 200));
            }
        }
        if (left > 0) {
            answer.setFailure(Failure.newBuilder().setReason(Failure.Reason.REASON_WOULD_RECLAIM));
        }
        return answer.setServed(request.getCount() - left).build();
    }
}
