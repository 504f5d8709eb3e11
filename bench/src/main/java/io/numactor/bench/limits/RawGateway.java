package io.numactor.bench.limits;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.AllocationServiceGrpc;
import io.numactor.api.v1.Batch;
import io.numactor.api.v1.BatchResult;
import io.numactor.api.v1.FreeResponse;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.ZoneType;
import io.numactor.bench.ChildJvm;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A bare gRPC server, as a JVM of its own: answers each operation of a stream with a result of the product's size. */
public final class RawGateway extends AllocationServiceGrpc.AllocationServiceImplBase {
    private static final long INCARNATION = 0x1234_5678_9abc_def0L;

    private RawGateway() {}

    /** Runs until it is told to end; the argument is its port. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(ChildJvm.HOST, Integer.parseInt(args[0])))
                .directExecutor()
                .addService(new RawGateway())
                .build()
                .start();
        server.awaitTermination();
    }

    @Override
    public StreamObserver<Batch> stream(StreamObserver<BatchResult> response) {
        return new StreamObserver<>() {
            @Override
            public void onNext(Batch batch) {
                response.onNext(answer(batch));
            }

            @Override
            public void onError(Throwable failure) {
                // The client has gone.
            }

            @Override
            public void onCompleted() {
                response.onCompleted();
            }
        };
    }

    private static BatchResult answer(Batch batch) {
        BatchResult.Builder result = BatchResult.newBuilder().setId(batch.getId());
        for (int i = 0; i < batch.getOperationsCount(); i++) {
            result.addResults(answer(batch.getOperations(i), batch.getId() + i));
        }
        return result.build();
    }

    private static OperationResult.Builder answer(Operation operation, long pfn) {
        if (operation.hasFree()) {
            return OperationResult.newBuilder()
                    .setFreed(FreeResponse.newBuilder().setFreed(1));
        }
        int count = operation.getAllocate().getCount();
        return OperationResult.newBuilder()
                .setAllocated(AllocateResponse.newBuilder()
                        .setServed(count)
                        .setRequested(count)
                        .setDurationNanos(100_000)
                        .addRuns(PageRun.newBuilder()
                                .setZone(ZoneType.ZONE_TYPE_NORMAL)
                                .setPfn(pfn)
                                .setBlocks(count)
                                .setIncarnation(INCARNATION)
                                .setGrant((int) pfn)
                                .setDistance(10)
                                .setAccessNanos(80)));
    }
}
