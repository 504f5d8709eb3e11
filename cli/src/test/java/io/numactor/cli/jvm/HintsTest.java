package io.numactor.cli.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.grpc.Status;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.WalkStep;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.machine.MachineDescription;
import io.numactor.machine.Machines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hints save questions and change no placement. */
final class HintsTest {
    private static final long SEED = Long.getLong("numactor.seed", System.nanoTime());
    private static final String THIS_NODE = "GFP_HIGHUSER_MOVABLE|__GFP_THISNODE";

    @TempDir
    private Path folder;

    private MachineDescription machine(int nodes, String memory) throws IOException {
        String yaml = "name: small\nnodes:\n" + ("  - {memory: " + memory + ", cpus: 1}\n").repeat(nodes);
        return Machines.read(Files.writeString(folder.resolve("small.yaml"), yaml));
    }

    /** A machine with one client that waits for each answer. */
    private static final class Client implements AutoCloseable {
        private final EmbeddedMachine machine;
        private final long owner;

        Client(MachineDescription description, boolean hints) {
            machine = EmbeddedMachine.boot(
                    description.name(),
                    description.boot(),
                    ConfigFactory.parseString("numactor.router.hints = " + hints));
            CompletableFuture<Long> opened = new CompletableFuture<>();
            machine.gateway().router().tell(new GatewayCommand.OpenOwner("test", new GatewayCommand.Reply<>() {
                @Override
                public void accept(Long answer) {
                    opened.complete(answer);
                }

                @Override
                public void refuse(Status status) {
                    opened.completeExceptionally(status.asRuntimeException());
                }
            }));
            owner = opened.orTimeout(1, TimeUnit.MINUTES).join();
        }

        AllocateResponse allocate(AllocateRequest.Builder request) {
            return submit(Operation.newBuilder()
                            .setAllocate(request.setOwner(owner).setExplain(true)))
                    .getAllocated();
        }

        int free(PageRun run) {
            return submit(Operation.newBuilder()
                            .setFree(FreeRequest.newBuilder().setOwner(owner).addRuns(run)))
                    .getFreed()
                    .getFreed();
        }

        private OperationResult submit(Operation.Builder operation) {
            CompletableFuture<List<OperationResult>> answer = new CompletableFuture<>();
            machine.gateway().router().tell(new GatewayCommand.Submit(List.of(operation.build()), answer::complete));
            return answer.orTimeout(1, TimeUnit.MINUTES).join().get(0);
        }

        void fill(int nid) {
            AllocateResponse answer;
            do {
                answer = allocate(AllocateRequest.newBuilder()
                        .setNode(nid)
                        .setCount(65_536)
                        .setGfp(THIS_NODE));
            } while (!answer.hasFailure());
        }

        @Override
        public void close() {
            machine.close();
        }
    }

    private static long asked(AllocateResponse answer) {
        return answer.getStepsList().stream()
                .filter(step -> step.getHintVersion() == 0)
                .count();
    }

    @Test
    void aRequestDoesNotAskTheFullNodesOfALargeMachine() throws IOException {
        try (Client client = new Client(machine(64, "32MiB"), true)) {
            for (int nid = 0; nid < 60; nid++) {
                client.fill(nid);
            }
            List<Long> asked = new ArrayList<>();
            for (int request = 0; request < 500; request++) {
                AllocateResponse answer = client.allocate(
                        AllocateRequest.newBuilder().setNode(request % 60).setCount(1));
                assertThat(answer.getServed()).isEqualTo(1);
                asked.add(asked(answer));
            }
            asked.sort(null);
            assertThat(asked.get(250)).isLessThanOrEqualTo(2);
            assertThat(asked.get(494)).as("%s", asked).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void aNodeLeftOutIsNamedWithTheHintThatSaidSo() throws IOException {
        try (Client client = new Client(machine(2, "64MiB"), true)) {
            client.fill(0);
            client.allocate(AllocateRequest.newBuilder().setNode(0));
            AllocateResponse answer =
                    client.allocate(AllocateRequest.newBuilder().setNode(0));
            assertThat(answer.getStepsList()).extracting(WalkStep::getNode).containsExactly(0, 1);
            assertThat(answer.getSteps(0).getHintVersion()).isPositive();
            assertThat(answer.getSteps(1).getHintVersion()).isZero();
        }
    }

    @Test
    void aSerialStreamIsPlacedTheSameWithAndWithoutHints() throws IOException {
        MachineDescription machine = machine(4, "48MiB");
        try (Client with = new Client(machine, true);
                Client without = new Client(machine, false)) {
            Random random = new Random(SEED);
            List<PageRun> heldWith = new ArrayList<>();
            List<PageRun> heldWithout = new ArrayList<>();
            long saved = 0;
            for (int step = 0; step < 3_000; step++) {
                if (random.nextInt(100) < 55 || heldWith.isEmpty()) {
                    AllocateRequest request = request(random);
                    AllocateResponse first = with.allocate(request.toBuilder());
                    AllocateResponse second = without.allocate(request.toBuilder());
                    assertThat(places(first)).as("seed %d, step %d", SEED, step).isEqualTo(places(second));
                    heldWith.addAll(first.getRunsList());
                    heldWithout.addAll(second.getRunsList());
                    saved += asked(second) - asked(first);
                } else {
                    int index = random.nextInt(heldWith.size());
                    assertThat(with.free(heldWith.remove(index))).isEqualTo(without.free(heldWithout.remove(index)));
                }
            }
            assertThat(saved).as("seed %d", SEED).isPositive();
        }
    }

    /** None of them wakes kswapd: it runs beside the stream, so one that wakes it differs from run to run anyway. */
    private static AllocateRequest request(Random random) {
        String user = "__GFP_IO|__GFP_FS|__GFP_HARDWALL|__GFP_DIRECT_RECLAIM";
        List<String> flags = List.of(
                user,
                user + "|__GFP_HIGHMEM|__GFP_MOVABLE",
                user + "|GFP_DMA32",
                "__GFP_HIGHMEM|__GFP_MOVABLE",
                user + "|__GFP_THISNODE");
        return AllocateRequest.newBuilder()
                .setNode(random.nextInt(4))
                .setOrder(random.nextInt(10) == 0 ? random.nextInt(6) : 0)
                .setCount(1 + random.nextInt(200))
                .setGfp(flags.get(random.nextInt(flags.size())))
                .setReclaimable(random.nextInt(5) == 0)
                .build();
    }

    private static List<List<Long>> places(AllocateResponse answer) {
        return answer.getRunsList().stream()
                .map(run -> List.of((long) run.getNode(), run.getPfn(), (long) run.getBlocks()))
                .toList();
    }
}
