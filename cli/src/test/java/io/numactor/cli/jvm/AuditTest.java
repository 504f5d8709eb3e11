package io.numactor.cli.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AuditReport;
import io.numactor.api.v1.AuditedNode;
import io.numactor.api.v1.AuditedRouter;
import io.numactor.api.v1.AuditedZone;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.Policy;
import io.numactor.cli.Home;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.machine.MachineDescription;
import io.numactor.machine.Machines;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The audit of a whole machine of real actors, idle and at work. */
final class AuditTest {
    private static final int OWNERS = 6;
    private static final int BATCHES = 400;

    private static EmbeddedMachine machine;

    private final long seed = Long.getLong("numactor.test.seed", System.nanoTime());

    @BeforeAll
    static void boot() {
        MachineDescription ring = Machines.read("ring-4", Home.machines());
        machine = EmbeddedMachine.boot(ring.name(), ring.boot());
    }

    @AfterAll
    static void stop() {
        machine.close();
    }

    private static CompletableFuture<AuditReport> audit() {
        CompletableFuture<AuditReport> report = new CompletableFuture<>();
        machine.gateway().router().tell(new GatewayCommand.Audit(report::complete));
        return report;
    }

    /** An owner whose client sends batch after batch of random requests, each when the one before is answered. */
    private static final class Client {
        private final Random random;
        private final long owner;
        private final List<PageRun> held = new ArrayList<>();
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private int batches;

        Client(long seed) {
            random = new Random(seed);
            CompletableFuture<Long> opened = new CompletableFuture<>();
            machine.gateway().router().tell(new GatewayCommand.OpenOwner("random", FutureReply.to(opened)));
            owner = opened.join();
        }

        void work() {
            if (batches++ == BATCHES) {
                done.complete(null);
                return;
            }
            List<Operation> operations = IntStream.rangeClosed(0, random.nextInt(8))
                    .mapToObj(i -> operation())
                    .toList();
            machine.gateway().router().tell(new GatewayCommand.Submit(operations, this::took));
        }

        private Operation operation() {
            if (held.size() > 40 || (!held.isEmpty() && random.nextInt(3) == 0)) {
                return Operation.newBuilder()
                        .setFree(FreeRequest.newBuilder()
                                .setOwner(owner)
                                .addRuns(held.remove(random.nextInt(held.size()))))
                        .build();
            }
            AllocateRequest.Builder request = AllocateRequest.newBuilder()
                    .setOwner(owner)
                    .setNode(random.nextInt(4))
                    .setOrder(random.nextInt(4) == 0 ? random.nextInt(10) : 0)
                    .setCount(1 + random.nextInt(2000))
                    .setAllOrNothing(random.nextInt(4) == 0)
                    .setReclaimable(random.nextInt(3) == 0);
            if (random.nextInt(5) == 0) {
                request.setPolicy(
                        Policy.newBuilder().setMode(Policy.Mode.MODE_INTERLEAVE).setNodes("0-3"));
            }
            return Operation.newBuilder().setAllocate(request).build();
        }

        private void took(List<OperationResult> results) {
            results.forEach(result -> held.addAll(result.getAllocated().getRunsList()));
            work();
        }

        long close() {
            CompletableFuture<Long> pages = new CompletableFuture<>();
            machine.gateway().router().tell(new GatewayCommand.CloseOwner(owner, 0, FutureReply.to(pages)));
            return pages.join();
        }
    }

    private static long pagesOwned(AuditReport report) {
        return report.getNodesList().stream()
                .mapToLong(AuditedNode::getOwnedPages)
                .sum();
    }

    @Test
    void findsNothingWhileOwnersWorkNorAfterwards() {
        List<Client> clients =
                IntStream.range(0, OWNERS).mapToObj(i -> new Client(seed + i)).toList();
        clients.forEach(Client::work);
        CompletableFuture<Void> all = CompletableFuture.allOf(
                clients.stream().map(client -> client.done).toArray(CompletableFuture[]::new));
        do {
            AuditReport during = audit().join();
            assertThat(during.getFindingsList()).as("seed %d", seed).isEmpty();
        } while (!all.isDone());

        AuditReport after = audit().join();
        assertThat(after.getFindingsList()).as("seed %d", seed).isEmpty();
        assertThat(after.getRounds()).isEqualTo(1);
        AuditedRouter router = after.getRouters(0);
        assertThat(router.getBusyOwners()).isZero();
        assertThat(router.getOwners()).isEqualTo(OWNERS);
        assertThat(router.getPages()).isEqualTo(pagesOwned(after));

        long pages = clients.stream().mapToLong(Client::close).sum();
        assertThat(pages).isEqualTo(pagesOwned(after));
        assertThat(pagesOwned(audit().join())).isZero();
    }

    @Test
    void everyZoneAddsUp() {
        AuditReport report = audit().join();

        assertThat(report.getFindingsList()).isEmpty();
        assertThat(report.getNodesList()).hasSize(4).allSatisfy(node -> {
            assertThat(node.getPhase()).isEqualTo("running");
            assertThat(node.getZonesList()).isNotEmpty().allSatisfy(AuditTest::addsUp);
        });
    }

    private static void addsUp(AuditedZone zone) {
        assertThat(zone.getFree() + zone.getPagesets() + zone.getAllocated() + zone.getReserved())
                .isEqualTo(zone.getPresent());
    }
}
