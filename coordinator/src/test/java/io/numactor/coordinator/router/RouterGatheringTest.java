package io.numactor.coordinator.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import io.numactor.wire.NodeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Equal requests of different batches that come before a flush share a flight. */
class RouterGatheringTest extends RouterFixture {
    private static final int BATCHES = 5;

    private final List<List<OperationResult>> heard = IntStream.range(0, BATCHES)
            .<List<OperationResult>>mapToObj(i -> new ArrayList<>())
            .toList();

    private Ticket single(int batch, AllocateRequest.Builder request) {
        Operation operation =
                Operation.newBuilder().setAllocate(request.setOwner(owner)).build();
        return router.submit(List.of(operation), heard.get(batch)::addAll);
    }

    private List<NodeRequest> requests() {
        return next().work().getRequestsList();
    }

    private PageRun served(int batch) {
        assertThat(heard.get(batch)).hasSize(1);
        return heard.get(batch).get(0).getAllocated().getRuns(0);
    }

    @Test
    void theyAskTogetherAndEachHearsOfItsOwnPages() {
        for (int batch = 0; batch < 3; batch++) {
            single(batch, pages(2));
        }
        router.flush();
        assertThat(sent.element().work().getRequestsList())
                .singleElement()
                .satisfies(
                        request -> assertThat(request.getTryZones().getCount()).isEqualTo(6));
        serve(6);
        assertThat(List.of(served(0).getPfn(), served(1).getPfn(), served(2).getPfn()))
                .containsExactly(4096L, 4098L, 4100L);
    }

    @Test
    void thoseOfOtherCpusOrOfAnotherKindAskByThemselves() {
        single(0, pages(1));
        single(1, pages(1).setCpu(1));
        single(2, pages(1));
        single(3, pages(1).setOrder(2));
        single(4, pages(1));
        router.flush();
        assertThat(requests())
                .extracting(request -> request.getTryZones().getCount())
                .containsExactly(2, 1, 1, 1);
    }

    @Test
    void anAllocationDoesNotOvertakeAFreeOfItsCpu() {
        single(0, pages(1));
        router.flush();
        serve(1);
        PageRun run = served(0);
        single(1, pages(1));
        router.submit(List.of(free(run.toBuilder())), results::addAll);
        single(2, pages(1));
        router.flush();
        assertThat(requests()).extracting(NodeRequest::hasFree).containsExactly(false, true, false);
    }

    @Test
    void aBatchOfSeveralKindsKeepsItsOrderAmongThoseThatCameBefore() {
        single(0, pages(1));
        submit(pages(1), pages(1).setOrder(1));
        assertThat(requests())
                .extracting(request -> request.getTryZones().getOrder())
                .containsExactly(0, 0, 1);
    }

    @Test
    void whatOneGivesUpIsFreedAndTheOthersAreServed() {
        Ticket unwanted = single(0, pages(1));
        single(1, pages(1));
        router.flush();
        router.giveUp(unwanted);
        serve(2);
        assertThat(heard.get(0).get(0).hasError()).isTrue();
        assertThat(served(1).getPfn()).isEqualTo(4097L);
        assertThat(requests())
                .singleElement()
                .satisfies(request -> assertThat(request.hasFree()).isTrue());
    }

    @Test
    void oneThatWasGivenUpBeforeItAskedIsFreedAsWell() {
        router.giveUp(single(0, pages(1)));
        router.flush();
        serve(1);
        assertThat(heard.get(0).get(0).hasError()).isTrue();
        assertThat(requests())
                .singleElement()
                .satisfies(request -> assertThat(request.hasFree()).isTrue());
    }

    @Test
    void aRefusalIsHeardByEach() {
        single(0, pages(1).setCpu(99));
        single(1, pages(1).setCpu(99));
        router.flush();
        assertThat(heard.get(0).get(0).hasError()).isTrue();
        assertThat(heard.get(1).get(0).hasError()).isTrue();
    }

    @Test
    void whatAClientAskedBeforeItIsClosedIsStillAsked() throws Refusal {
        long client = router.owners().openClient(1_000_000_000L);
        owner = router.owners().openFor("test", client);
        single(0, pages(1));
        router.owners().closeClient(client, 0, pages -> {});
        router.flush();
        serve(1);
        assertThat(served(0).getPfn()).isEqualTo(4096L);
    }
}
