package io.numactor.bench.limits;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.numactor.api.v1.AllocationServiceGrpc;
import io.numactor.api.v1.Batch;
import io.numactor.api.v1.BatchResult;
import io.numactor.api.v1.OpenOwnerRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.bench.ChildJvm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client of the public API: one stream of batches, which allocate and free. It drives product and bare server alike. */
final class StreamLoad implements AutoCloseable {
    private static final int MAX_ANSWER_BYTES = 64 << 20;

    private final ManagedChannel channel;
    private final Chains chains = new Chains();
    private final long owner;
    private final int cpus;
    private final int outstanding;

    StreamLoad(int port, long owner, int cpus, int outstanding) {
        this.channel = channel(port);
        this.owner = owner;
        this.cpus = cpus;
        this.outstanding = outstanding;
    }

    private static ManagedChannel channel(int port) {
        return NettyChannelBuilder.forAddress(ChildJvm.HOST, port)
                .usePlaintext()
                .directExecutor()
                .maxInboundMessageSize(MAX_ANSWER_BYTES)
                .build();
    }

    static long openOwner(int port) {
        ManagedChannel channel = channel(port);
        try {
            return AllocationServiceGrpc.newBlockingStub(channel)
                    .withWaitForReady()
                    .openOwner(OpenOwnerRequest.newBuilder().setName("limits").build())
                    .getOwner();
        } finally {
            channel.shutdownNow();
        }
    }

    /** Requests per second in batches of {@code size}, each for {@code count} pages. */
    Contender rate(int size, int count) {
        return length -> {
            Stream stream = new Stream(size, count);
            double rate = chains.rate(outstanding, length, stream::allocate);
            stream.close();
            return rate;
        };
    }

    private final class Stream implements StreamObserver<BatchResult> {
        private final int size;
        private final int count;
        private final Map<Long, Boolean> allocations = new HashMap<>();
        private final StreamObserver<Batch> requests = AllocationServiceGrpc.newStub(channel).stream(this);
        private long lastId;

        Stream(int size, int count) {
            this.size = size;
            this.count = count;
        }

        synchronized void allocate(int chain) {
            send(Work.allocate(owner, chain % cpus, count, size), true);
        }

        private void send(List<Operation> operations, boolean allocation) {
            allocations.put(++lastId, allocation);
            requests.onNext(Batch.newBuilder()
                    .setId(lastId)
                    .addAllOperations(operations)
                    .build());
        }

        @Override
        public synchronized void onNext(BatchResult answer) {
            chains.count(size);
            List<OperationResult> results = answer.getResultsList();
            if (Boolean.TRUE.equals(allocations.remove(answer.getId()))) {
                send(Work.free(owner, (int) (answer.getId() % cpus), results), false);
            } else if (chains.ending()) {
                Work.checkFreed(results);
                chains.ended();
            } else {
                Work.checkFreed(results);
                allocate((int) (answer.getId() % cpus));
            }
        }

        @Override
        public void onError(Throwable failure) {
            failure.printStackTrace();
        }

        @Override
        public void onCompleted() {
            // All answers have come.
        }

        synchronized void close() {
            requests.onCompleted();
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
