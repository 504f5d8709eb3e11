package io.numactor.cli.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.Failure;
import io.numactor.api.v1.NodeNumastat;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.ZoneState;
import io.numactor.cli.Home;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.machine.MachineDescription;
import io.numactor.machine.Machines;
import io.numactor.mm.boot.phase.BootPhase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole path, from the router to the nodes' pages and back, with real actors in one JVM. */
final class EmbeddedMachineTest {
    private static final int BATCH = 4096;

    private static EmbeddedMachine machine;

    @BeforeAll
    static void boot() {
        MachineDescription ring = Machines.read("ring-4", Home.machines());
        machine = EmbeddedMachine.boot(ring.name(), ring.boot());
    }

    @AfterAll
    static void stop() {
        machine.close();
    }

    private static long open() {
        CompletableFuture<Long> owner = new CompletableFuture<>();
        machine.gateway().router().tell(new GatewayCommand.OpenOwner("test", FutureReply.to(owner)));
        return owner.join();
    }

    private static long close(long owner) {
        CompletableFuture<Long> pages = new CompletableFuture<>();
        machine.gateway().router().tell(new GatewayCommand.CloseOwner(owner, 0, FutureReply.to(pages)));
        return pages.join();
    }

    private static AllocateResponse allocate(AllocateRequest.Builder request) {
        CompletableFuture<List<OperationResult>> results = new CompletableFuture<>();
        machine.gateway()
                .router()
                .tell(new GatewayCommand.Submit(
                        List.of(Operation.newBuilder().setAllocate(request).build()), results::complete));
        OperationResult result = results.join().get(0);
        assertThat(result.hasAllocated()).as("%s", result).isTrue();
        return result.getAllocated();
    }

    private static long sum(ToLongFunction<NodeNumastat> counter) {
        return machine.numastat().getNodesList().stream().mapToLong(counter).sum();
    }

    private static Map<String, Long> freeAndCached() {
        return machine.zoneinfo().getNodesList().stream()
                .flatMap(node -> node.getZonesList().stream()
                        .map(zone -> Map.entry(node.getNode() + "/" + zone.getZone(), pages(zone))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static long pages(ZoneState zone) {
        return zone.getFree() + zone.getPagesetPages();
    }

    @Test
    void overflowsInTheOrderOfTheZonelist() {
        List<Integer> order = machine.zonelists().getNodes(0).getFallbackOrderList();
        Map<String, Long> before = freeAndCached();
        long missesBefore = sum(NodeNumastat::getNumaMiss);
        long owner = open();
        Set<Integer> served = new LinkedHashSet<>();
        long pages = 0;
        AllocateResponse last;
        do {
            last = allocate(
                    AllocateRequest.newBuilder().setOwner(owner).setNode(0).setCount(BATCH));
            last.getRunsList().stream().map(PageRun::getNode).forEach(served::add);
            pages += last.getServed();
        } while (!last.hasFailure());

        assertThat(new ArrayList<>(served)).isEqualTo(order);
        assertThat(sum(NodeNumastat::getNumaMiss)).isGreaterThan(missesBefore);
        assertThat(sum(NodeNumastat::getNumaForeign)).isEqualTo(sum(NodeNumastat::getNumaMiss));
        assertThat(close(owner)).isEqualTo(pages);
        assertThat(freeAndCached()).isEqualTo(before);
    }

    @Test
    void thisNodeStaysAtHome() {
        long owner = open();
        AllocateResponse answer;
        do {
            answer = allocate(AllocateRequest.newBuilder()
                    .setOwner(owner)
                    .setNode(2)
                    .setCount(BATCH)
                    .setGfp("GFP_HIGHUSER_MOVABLE|__GFP_THISNODE"));
            assertThat(answer.getRunsList())
                    .allSatisfy(run -> assertThat(run.getNode()).isEqualTo(2));
        } while (!answer.hasFailure());
        assertThat(answer.getFailure().getReason()).isEqualTo(Failure.Reason.REASON_THISNODE_EXHAUSTED);
        close(owner);
    }

    @Test
    void explainsEveryZoneThatWasPassedOver() {
        long owner = open();
        AllocateResponse answer;
        do {
            answer = allocate(AllocateRequest.newBuilder()
                    .setOwner(owner)
                    .setNode(1)
                    .setOrder(9)
                    .setExplain(true));
        } while (answer.getHops() == 0);
        assertThat(answer.getSteps(0).getNode()).isEqualTo(1);
        assertThat(answer.getSteps(0).getSkipsList()).isNotEmpty().allSatisfy(skip -> {
            assertThat(skip.getMarkName()).isEqualTo("low");
            long room = skip.getFree() - skip.getUnusable() - skip.getMark() - skip.getReserve();
            assertThat(skip.getReason()).isEqualTo(room <= 0 ? "watermark" : "no_block");
            assertThat(skip.getShortBy()).isEqualTo(Math.max(0, 1 - room));
        });
        assertThat(answer.getRuns(0).getDistance()).isGreaterThan(10);
        close(owner);
    }

    /** With zone_reclaim_mode off, page cache of the own node is worth more than distance: the overflow goes away. */
    @Test
    void pageCacheSendsOthersAwayUntilKswapdIsWoken() {
        long cacheOwner = open();
        AllocateResponse cached;
        do {
            cached = allocate(cache(cacheOwner));
        } while (cached.getHops() == 0);

        long owner = open();
        AllocateResponse answer =
                allocate(AllocateRequest.newBuilder().setOwner(owner).setNode(0).setCount(64));
        assertThat(answer.getRunsList()).noneMatch(run -> run.getNode() == 0);
        close(owner);
        close(cacheOwner);
    }

    private static AllocateRequest.Builder cache(long owner) {
        return AllocateRequest.newBuilder()
                .setOwner(owner)
                .setNode(0)
                .setCount(BATCH)
                .setReclaimable(true);
    }

    @Test
    void aMachineFullOfPageCacheServesEveryRequest() {
        Map<String, Long> before = freeAndCached();
        long cacheOwner = open();
        while (sum(NodeNumastat::getReclaimedPages) == 0) {
            assertThat(allocate(cache(cacheOwner)).hasFailure()).isFalse();
        }
        assertThat(sum(NodeNumastat::getKswapdWakes)).isPositive();

        long owner = open();
        long cachedPages = sum(NodeNumastat::getReclaimablePages);
        long pages = 0;
        AllocateResponse answer = AllocateResponse.getDefaultInstance();
        while (!answer.hasFailure()) {
            answer = allocate(
                    AllocateRequest.newBuilder().setOwner(owner).setNode(0).setCount(BATCH));
            pages += answer.getServed();
        }

        assertThat(answer.getFailure().getOomKill()).isTrue();
        assertThat(sum(NodeNumastat::getReclaimablePages)).isZero();
        assertThat(pages).isGreaterThan(cachedPages * 9 / 10);
        assertThat(close(owner)).isEqualTo(pages);
        assertThat(close(cacheOwner)).isZero();
        assertThat(freeAndCached()).isEqualTo(before);
    }

    @Test
    void refusesPagesBeforeThereAreAny() {
        MachineDescription ring = Machines.read("ring-4", Home.machines());
        try (EmbeddedMachine booting = EmbeddedMachine.boot(ring.name(), ring.boot(), BootPhase.BUILD_ALL_ZONELISTS)) {
            CompletableFuture<Long> owner = new CompletableFuture<>();
            booting.gateway().router().tell(new GatewayCommand.OpenOwner("early", FutureReply.to(owner)));
            assertThatThrownBy(owner::join)
                    .hasMessageContaining("FAILED_PRECONDITION")
                    .hasMessageContaining("the machine is booting (build_all_zonelists): memory comes from memblock"
                            + " until mem_init hands it to the buddy allocator");
            assertThat(booting.phases().getCurrent()).isEqualTo("build_all_zonelists");
        }
    }
}
