package io.numactor.coordinator.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.grpc.Status;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.FreeRefusal;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.Policy;
import io.numactor.wire.FreeRuns;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.PagesReclaimed;
import io.numactor.wire.RunsFreed;
import io.numactor.wire.ZonesTried;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The router's walk over the nodes, and what it refuses. */
final class RouterCoreTest extends RouterFixture {
    @Test
    void asksTheNextNodeOfTheListForWhatTheFirstLeft() {
        submit(pages(10));
        assertThat(List.of(serve(6), serve(1), serve(0), serve(3))).containsExactly(0, 1, 3, 2);
        AllocateResponse done = allocated();
        assertThat(done.getServed()).isEqualTo(10);
        assertThat(done.getRunsList()).extracting(PageRun::getNode).containsExactly(0, 1, 2);
        assertThat(done.getRunsList()).extracting(PageRun::getDistance).containsExactly(10, 20, 30);
        assertThat(done.getHops()).isEqualTo(3);
    }

    @Test
    void asksAllNodesAtTheLowMarkBeforeAnyAtTheMinMark() {
        submit(pages(1));
        List<Integer> marks = new ArrayList<>();
        List<Integer> asked = new ArrayList<>();
        while (results.isEmpty()) {
            Sent message = next();
            NodeAnswers.Builder answers = answers(message);
            for (NodeRequest request : message.work().getRequestsList()) {
                if (request.hasTryZones()) {
                    asked.add(message.nid());
                    marks.add(request.getTryZones().getAllocFlags() & 3);
                    answers.addAnswers(answer(request).setTried(ZonesTried.getDefaultInstance()));
                } else if (request.hasReclaim()) {
                    answers.addAnswers(answer(request).setReclaimed(PagesReclaimed.getDefaultInstance()));
                }
            }
            give(answers);
        }
        assertThat(asked).containsExactly(0, 1, 3, 2, 0, 1, 3, 2);
        assertThat(marks).containsExactly(1, 1, 1, 1, 0, 0, 0, 0);
        assertThat(allocated().getFailure().getDetail()).contains("reclaim");
    }

    @Test
    void requestsOfOneDestinationTravelTogether() {
        submit(pages(1), pages(2), pages(3).setNode(1));
        assertThat(sent).hasSize(2);
        assertThat(sent.element().work().getRequestsCount()).isEqualTo(2);
    }

    @Test
    void equalRequestsOfABatchShareOneWalkAndKeepTheirOwnAnswers() {
        submit(pages(2), pages(2), pages(2), pages(1));
        assertThat(sent.element().work().getRequestsList())
                .extracting(request -> request.getTryZones().getCount())
                .containsExactly(6, 1);
        serve(3);
        while (results.isEmpty()) {
            serve(Integer.MAX_VALUE);
        }
        assertThat(results)
                .extracting(result -> result.getAllocated().getServed())
                .containsExactly(2, 2, 2, 1);
        assertThat(results)
                .extracting(result -> result.getAllocated().getHops())
                .containsExactly(0, 1, 1, 1);
        assertThat(results.get(1).getAllocated().getRunsList())
                .extracting(PageRun::getNode, PageRun::getPfn, PageRun::getBlocks)
                .containsExactly(tuple(0, 4098L, 1), tuple(1, 4096L, 1));
    }

    @Test
    void ofEqualRequestsThoseWithoutPagesFail() {
        submit(pages(1).setGfp("GFP_NOWAIT"), pages(1).setGfp("GFP_NOWAIT"), pages(1).setGfp("GFP_NOWAIT"));
        serve(2);
        while (results.isEmpty()) {
            serveTries();
        }
        assertThat(results)
                .extracting(result -> result.getAllocated().hasFailure())
                .containsExactly(false, false, true);
    }

    @Test
    void freesOfOneOwnerShareAMessageAndKeepTheirOwnAnswers() {
        submit(pages(3));
        serve(3);
        PageRun run = results.remove(0).getAllocated().getRuns(0);
        List<Operation> frees = new ArrayList<>();
        for (int page = 0; page < 3; page++) {
            frees.add(free(run.toBuilder().setPfn(run.getPfn() + page).setBlocks(1)));
        }
        frees.add(free(run.toBuilder().setOrder(77)));
        router.submit(frees, results::addAll);
        router.flush();
        Sent message = next();
        FreeRuns asked = message.work().getRequests(0).getFree();
        assertThat(asked.getPfnDeltaList()).containsExactly(4096L, 1L, 1L);
        assertThat(asked.getBlocksList()).containsExactly(1);
        give(answers(message)
                .addAnswers(answer(message.work().getRequests(0))
                        .setFreed(RunsFreed.newBuilder()
                                .setFreed(2)
                                .addAllFreedOfRun(List.of(1, 0, 1))
                                .addRefusals(FreeRefusal.newBuilder().setReason("stale_handle"))
                                .addRefusedRun(1))));
        assertThat(results).extracting(result -> result.getFreed().getFreed()).containsExactly(1, 0, 1, 0);
        assertThat(results.get(1).getFreed().getRefusals(0).getReason()).isEqualTo("stale_handle");
        assertThat(results.get(3).getError().getMessage()).contains("order");
    }

    @Test
    void largeRequestsGoInPartsThatAMessageCanCarry() {
        submit(pages(10_000));
        List<Integer> parts = new ArrayList<>();
        while (results.isEmpty()) {
            parts.add(sent.element().work().getRequests(0).getTryZones().getCount());
            serve(Integer.MAX_VALUE);
        }
        assertThat(parts).containsExactly(4096, 4096, 1808);
        assertThat(allocated().getServed()).isEqualTo(10_000);
        assertThat(allocated().getHops()).isZero();
    }

    @Test
    void interleavingTakesTurns() {
        Policy.Builder policy =
                Policy.newBuilder().setMode(Policy.Mode.MODE_INTERLEAVE).setNodes("1-3");
        submit(pages(1).setPolicy(policy), pages(1).setPolicy(policy), pages(1).setPolicy(policy));
        assertThat(sent).extracting(Sent::nid).containsExactly(1, 2, 3);
        assertThat(sent)
                .allSatisfy(message -> assertThat(
                                message.work().getRequests(0).getTryZones().getInterleaveNodePlusOne())
                        .isEqualTo(message.nid() + 1));
    }

    @Test
    void aBulkOfPagesIsSpreadEvenly() {
        submit(pages(7).setPolicy(
                        Policy.newBuilder().setMode(Policy.Mode.MODE_INTERLEAVE).setNodes("1-3")));
        List<Integer> counts = new ArrayList<>();
        while (results.isEmpty()) {
            counts.add(sent.element().work().getRequests(0).getTryZones().getCount());
            serve(Integer.MAX_VALUE);
        }
        assertThat(counts).containsExactly(3, 2, 2);
    }

    @Test
    void aBoundRequestStaysInItsSet() {
        submit(pages(1).setPolicy(
                        Policy.newBuilder().setMode(Policy.Mode.MODE_BIND).setNodes("2,3")));
        List<Integer> asked =
                IntStream.range(0, 4).map(i -> serveTries()).boxed().toList();
        assertThat(asked).containsExactly(3, 2, 3, 2);
        assertThat(List.of(reclaim(0, false), reclaim(0, false))).containsExactly(3, 2);
        assertThat(allocated().getServed()).isZero();
    }

    @Test
    void allOrNothingGivesBackAPart() {
        submit(pages(4).setAllOrNothing(true));
        serve(3);
        for (int question = 0; question < 7; question++) {
            serveTries();
        }
        while (results.isEmpty()) {
            reclaim(0, false);
        }
        assertThat(allocated().getServed()).isZero();
        assertThat(allocated().getRunsCount()).isZero();
        Sent back = next();
        assertThat(back.work().getRequests(0).getFree().getBlocks(0)).isEqualTo(3);
    }

    @Test
    void refusesWhatIsOutOfRangeByFieldAndRange() {
        List<AllocateRequest.Builder> bad = List.of(
                pages(1).setOrder(11),
                pages(1_000_000_000),
                pages(-1),
                pages(1).setNode(4),
                pages(1).setCpu(4),
                pages(1).setGfp("GFP_NONSENSE"),
                pages(1).setGfp("GFP_DMA|GFP_DMA32"),
                pages(1).setPolicy(Policy.newBuilder()
                        .setMode(Policy.Mode.MODE_BIND)
                        .setNodes("7")),
                pages(1).setPolicy(Policy.newBuilder()
                        .setMode(Policy.Mode.MODE_BIND)
                        .setNodes("3-1")),
                pages(1).setPolicy(Policy.newBuilder().setMode(Policy.Mode.MODE_BIND)));
        submit(bad.toArray(AllocateRequest.Builder[]::new));
        assertThat(sent).isEmpty();
        assertThat(results)
                .hasSize(bad.size())
                .allSatisfy(result ->
                        assertThat(result.getError().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT.value()));
        assertThat(results.get(0).getError().getMessage()).isEqualTo("order: 11 is not in 0..10");
        assertThat(results.get(3).getError().getMessage()).isEqualTo("node: no node 4; this machine has 0-3");
    }

    @Test
    void refusesAFreeOfUnknownNodesAndOwners() {
        router.submit(
                List.of(
                        Operation.newBuilder()
                                .setFree(FreeRequest.newBuilder()
                                        .setOwner(owner)
                                        .addRuns(PageRun.newBuilder().setNode(9).setBlocks(1)))
                                .build(),
                        Operation.newBuilder()
                                .setFree(FreeRequest.newBuilder().setOwner(owner + 1))
                                .build(),
                        Operation.getDefaultInstance()),
                results::addAll);
        assertThat(results)
                .extracting(result ->
                        Status.fromCodeValue(result.getError().getCode()).getCode())
                .containsExactly(Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND, Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void refusesEverythingBeforeTheMachineRuns() {
        RouterCore booting = router((nid, work) -> {});
        booting.install(install(1, false, List.of()));
        assertThatThrownBy(() -> booting.owners().open("early", 0))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("mem_init");
    }
}
