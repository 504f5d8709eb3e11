package io.numactor.bench.overload;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocationServiceGrpc;
import io.numactor.api.v1.OpenOwnerRequest;
import io.numactor.api.v1.Operation;
import io.numactor.bench.ChildJvm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clients that offer operations at a rate, whatever becomes of them, over several streams of batches. */
final class Flood implements AutoCloseable {
    private static final int STREAMS = 32;

    private static final int BATCH = 64;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

    private final ManagedChannel channel;
    private final List<FloodStream> streams = new ArrayList<>();
    private final List<List<Operation>> allocations = new ArrayList<>();

    /**
     * What became of the operations.
     *
     * @param heldBack not sent, because the gateway did not read
     * @param refused by RESOURCE_EXHAUSTED
     * @param failure one that failed otherwise
     * @param latencyMillis of each batch that was done, ascending
     */
    record Outcome(
            long offered,
            long heldBack,
            long done,
            long refused,
            long failed,
            String failure,
            long unanswered,
            long[] latencyMillis) {
        long percentileMillis(int percent) {
            int last = latencyMillis.length - 1;
            return last < 0 ? 0 : latencyMillis[(int) ((long) last * percent / 100)];
        }
    }

    private Flood(ManagedChannel channel, long owner, int cpus) {
        this.channel = channel;
        for (int cpu = 0; cpu < cpus; cpu++) {
            AllocateRequest request =
                    AllocateRequest.newBuilder().setOwner(owner).setCpu(cpu).build();
            allocations.add(Collections.nCopies(
                    BATCH, Operation.newBuilder().setAllocate(request).build()));
        }
        for (int i = 0; i < STREAMS; i++) {
            streams.add(new FloodStream(channel, owner));
        }
    }

    /** Waits until the machine behind this port has booted. */
    static Flood at(int port, int cpus) throws InterruptedException {
        ManagedChannel channel = NettyChannelBuilder.forAddress(ChildJvm.HOST, port)
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build();
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                long owner = AllocationServiceGrpc.newBlockingStub(channel)
                        .openOwner(OpenOwnerRequest.getDefaultInstance())
                        .getOwner();
                return new Flood(channel, owner, cpus);
            } catch (StatusRuntimeException e) {
                boolean booting = e.getStatus().getCode() == Status.Code.FAILED_PRECONDITION
                        || e.getStatus().getCode() == Status.Code.UNAVAILABLE;
                if (!booting || System.nanoTime() > end) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    /** Offers so many operations a second, then waits for what was taken. */
    Outcome run(int perSecond, int seconds) throws InterruptedException {
        long start = System.nanoTime();
        long batches = (long) perSecond * seconds / BATCH;
        long heldBack = 0;
        for (long batch = 0; batch < batches; batch++) {
            awaitTurn(start + batch * BATCH * TimeUnit.SECONDS.toNanos(1) / perSecond);
            FloodStream stream = streams.get((int) (batch % STREAMS));
            if (!stream.offer(allocations.get((int) (batch / STREAMS % allocations.size())))) {
                heldBack += BATCH;
            }
        }
        streams.forEach(FloodStream::finish);
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (streams.stream().anyMatch(stream -> stream.unanswered() > 0) && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return outcome(batches * BATCH, heldBack);
    }

    private static void awaitTurn(long due) throws InterruptedException {
        long early = due - System.nanoTime();
        if (early > 0) {
            TimeUnit.NANOSECONDS.sleep(early);
        }
    }

    private Outcome outcome(long offered, long heldBack) {
        long[] latencies = streams.stream()
                .flatMapToLong(stream -> Arrays.stream(stream.latencyMillis()))
                .sorted()
                .toArray();
        return new Outcome(
                offered,
                heldBack,
                streams.stream().mapToLong(FloodStream::done).sum(),
                streams.stream().mapToLong(FloodStream::refused).sum(),
                streams.stream().mapToLong(FloodStream::failed).sum(),
                streams.stream()
                        .map(FloodStream::failure)
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .orElse(""),
                streams.stream().mapToLong(FloodStream::unanswered).sum(),
                latencies);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
