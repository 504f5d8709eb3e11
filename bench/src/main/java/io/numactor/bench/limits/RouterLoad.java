package io.numactor.bench.limits;

import io.grpc.Status;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.Failure;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.Policy;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.proto.RouterCommand;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;

/** A client within the router's JVM: what gRPC's handlers do, without gRPC. */
final class RouterLoad {
    private static final int MOST_FILLS = 1000;
    private static final Failure.Reason NONE = Failure.getDefaultInstance().getReason();
    /** A node without a zone of the kind that was asked for is full, too. */
    private static final Set<Failure.Reason> FULL =
            EnumSet.of(Failure.Reason.REASON_THISNODE_EXHAUSTED, Failure.Reason.REASON_NO_ZONE);

    private final ActorRef<RouterCommand> router;
    private final Chains chains = new Chains();
    private final Chains.Samples samples = new Chains.Samples();
    private final long[] owners;
    private final int cpus;

    /** Opens its owners; chain c works for owner c, and on CPU c, modulo their number. */
    RouterLoad(ActorRef<RouterCommand> router, int owners, int cpus) {
        this.router = router;
        this.cpus = cpus;
        this.owners = new long[owners];
        for (int i = 0; i < owners; i++) {
            this.owners[i] = open();
        }
    }

    private long open() {
        CompletableFuture<Long> owner = new CompletableFuture<>();
        router.tell(new GatewayCommand.OpenOwner("limits", new GatewayCommand.Reply<>() {
            @Override
            public void accept(Long answer) {
                owner.complete(answer);
            }

            @Override
            public void refuse(Status status) {
                owner.completeExceptionally(status.asRuntimeException());
            }
        }));
        return owner.join();
    }

    /** Requests per second in batches of {@code size}, of which so many are kept outstanding. */
    Contender rate(int size, int outstanding) {
        return length -> chains.rate(outstanding, length, chain -> new Chain(chain, size).allocate());
    }

    private final class Chain {
        private final int size;
        private int turn;

        Chain(int first, int size) {
            this.turn = first;
            this.size = size;
        }

        private long owner() {
            return owners[turn % owners.length];
        }

        private int cpu() {
            return turn % cpus;
        }

        void allocate() {
            submit(Work.allocate(owner(), cpu(), 1, size), this::free);
        }

        private void free(List<OperationResult> results) {
            chains.count(size);
            submit(Work.free(owner(), cpu(), results), this::freed);
        }

        private void freed(List<OperationResult> results) {
            Work.checkFreed(results);
            chains.count(size);
            turn += 1;
            if (chains.ending()) {
                chains.ended();
            } else {
                allocate();
            }
        }
    }

    /**
     * Microseconds of one allocation on CPU 0, bound to these nodes, alone; what it got is freed outside of the measured
     * time.
     */
    Contender allocation(List<Integer> nodes) {
        List<Operation> allocation = List.of(Operation.newBuilder()
                .setAllocate(AllocateRequest.newBuilder()
                        .setOwner(owners[0])
                        .setCount(1)
                        .setPolicy(Policy.newBuilder()
                                .setMode(Policy.Mode.MODE_BIND)
                                .setNodes(nodes.stream().map(String::valueOf).collect(Collectors.joining(",")))))
                .build());
        return length -> chains.medianMicros(length, samples, chain -> timed(allocation));
    }

    /** A node whose JVM was not run for so long that the router passed it over is none that was measured: once more. */
    private void timed(List<Operation> allocation) {
        long sentAt = System.nanoTime();
        submit(allocation, results -> {
            if (failure(results.get(0)) == Failure.Reason.REASON_NODE_LOST) {
                timedOnce(allocation);
                return;
            }
            samples.add(System.nanoTime() - sentAt);
            submit(Work.free(owners[0], 0, results), freed -> {
                Work.checkFreed(freed);
                timedOnce(allocation);
            });
        });
    }

    private void timedOnce(List<Operation> allocation) {
        if (chains.ending()) {
            chains.ended();
        } else {
            timed(allocation);
        }
    }

    private static Failure.Reason failure(OperationResult result) {
        return result.getAllocated().getFailure().getReason();
    }

    /**
     * Allocates what a node has, by requests that may go far below the low marks, so that pages which come back from
     * pagesets do not lift a zone above them again.
     */
    void fill(int nid) {
        fill(nid, "GFP_ATOMIC|__GFP_HIGHMEM|__GFP_MOVABLE|__GFP_THISNODE");
        fill(nid, "GFP_ATOMIC|__GFP_DMA|__GFP_THISNODE");
    }

    private void fill(int nid, String gfp) {
        Operation all = Operation.newBuilder()
                .setAllocate(AllocateRequest.newBuilder()
                        .setOwner(owners[0])
                        .setNode(nid)
                        .setCount(65_536)
                        .setGfp(gfp))
                .build();
        Failure.Reason ended = Failure.Reason.REASON_NODE_LOST;
        for (int i = 0; i < MOST_FILLS && (ended == NONE || ended == Failure.Reason.REASON_NODE_LOST); i++) {
            CompletableFuture<List<OperationResult>> answer = new CompletableFuture<>();
            submit(List.of(all), answer::complete);
            ended = failure(answer.join().get(0));
        }
        if (!FULL.contains(ended)) {
            throw new IllegalStateException("node " + nid + " was not filled: " + ended);
        }
    }

    private void submit(List<Operation> operations, java.util.function.Consumer<List<OperationResult>> reply) {
        router.tell(new GatewayCommand.Submit(operations, results -> chains.goOn(() -> reply.accept(results))));
    }
}
