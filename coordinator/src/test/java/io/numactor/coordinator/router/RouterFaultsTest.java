package io.numactor.coordinator.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.numactor.api.v1.Failure;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.WalkStep;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.proto.WireTypes;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import io.numactor.wire.OwnerClosed;
import io.numactor.wire.Refused;
import io.numactor.wire.ZonesTried;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that are lost, repeated or late, nodes that die or fall silent, clients that go away. */
final class RouterFaultsTest extends RouterFixture {
    @Test
    void stepsOfOneRequestAreDifferentQuestions() {
        submit(pages(2));
        NodeRequest first = sent.element().work().getRequests(0);
        serve(1);
        NodeRequest second = sent.element().work().getRequests(0);
        assertThat(second.getSequence()).isEqualTo(first.getSequence());
        assertThat(second.getStep()).isEqualTo(first.getStep() + 1);
    }

    @Test
    void aRepeatedAnswerChangesNothing() {
        submit(pages(2));
        Sent first = sent.element();
        serve(1);
        give(answers(first)
                .addAnswers(answer(first.work().getRequests(0))
                        .setTried(ZonesTried.newBuilder().addPfnDelta(1).addBlocks(1))));
        assertThat(results).isEmpty();
        serve(1);
        assertThat(allocated().getServed()).isEqualTo(2);
    }

    @Test
    void aRequestRefusedForItsEpochIsAskedAgainUnderTheNext() {
        submit(pages(1));
        Sent early = next();
        give(answers(early)
                .addAnswers(answer(early.work().getRequests(0))
                        .setRefused(Refused.newBuilder().setReason(Refused.Reason.REASON_EPOCH))));
        assertThat(sent).isEmpty();
        router.install(install(2, true, List.of()));
        router.flush();
        assertThat(sent.element().work().getEpoch()).isEqualTo(WireTypes.epoch(1, 2));
        assertThat(serve(1)).isZero();
        assertThat(allocated().getServed()).isEqualTo(1);
    }

    @Test
    void whatALostNodeWasAskedGoesOnToTheNext() {
        submit(pages(1));
        assertThat(next().nid()).isZero();
        router.install(install(2, true, List.of(0)));
        router.flush();
        assertThat(serve(1)).isEqualTo(1);
        assertThat(allocated().getPreferredNode()).isZero();
    }

    @Test
    void anAnswerFromAnEarlierLifeIsVoid() {
        submit(pages(1));
        Sent message = next();
        give(answers(message)
                .setIncarnation(1)
                .addAnswers(answer(message.work().getRequests(0)).setTried(ZonesTried.getDefaultInstance())));
        assertThat(sent).isEmpty();
        assertThat(results).isEmpty();
    }

    @Test
    void asksAgainUntilItIsAnswered() {
        submit(pages(1));
        NodeWork first = next().work();
        pass(900);
        assertThat(sent).isEmpty();
        pass(200);
        assertThat(next().work().getRequestsList()).isEqualTo(first.getRequestsList());
        pass(1_000);
        assertThat(sent).isEmpty();
        pass(1_000);
        assertThat(serve(1)).isZero();
        pass(60_000);
        assertThat(sent).isEmpty();
    }

    @Test
    void tellsANodeWhichAnswersItHas() {
        submit(pages(1), pages(1).setCpu(0).setOrder(1), pages(1).setOrder(2));
        Sent three = next();
        assertThat(three.work().getAnsweredBelow()).isEqualTo(1);
        give(answers(three).addAnswers(answer(three.work().getRequests(0)).setTried(served(1))));
        submit(pages(1));
        assertThat(next().work().getAnsweredBelow()).isEqualTo(2);
    }

    @Test
    void whatTheClientGivesUpIsUndone() {
        Ticket ticket = router.submit(
                List.of(Operation.newBuilder()
                        .setAllocate(pages(5).setOwner(owner))
                        .build()),
                results::addAll);
        router.flush();
        NodeRequest asked = next().work().getRequests(0);
        router.giveUp(ticket);
        router.flush();
        Sent undo = next();
        NodeRequest request = undo.work().getRequests(0);
        assertThat(request.getUndo().getNumber()).isEqualTo(asked.getNumber());
        assertThat(request.getUndo().getStep()).isEqualTo(asked.getStep());
        assertThat(request.getSequence()).isEqualTo(asked.getSequence());
        assertThat(undo.work().getAnsweredBelow())
                .as("the node must remember it")
                .isEqualTo(asked.getNumber());
        give(answers(undo).addAnswers(answer(asked).setTried(served(5))));
        assertThat(results).isEmpty();
        give(answers(undo)
                .addAnswers(answer(request).setUndone(OwnerClosed.newBuilder().setPages(5))));
        assertThat(results.get(0).getError().getCode()).isEqualTo(Status.Code.CANCELLED.value());
    }

    @Test
    void newRequestsPassOverANodeThatSaysNothing() {
        submit(pages(1));
        assertThat(next().nid()).isZero();
        pass(600);
        submit(pages(1));
        assertThat(serve(1)).isEqualTo(1);
        assertThat(allocated().getPreferredNode()).isZero();
    }

    @Test
    void aNodeThatSpeaksAgainIsAskedAtOnce() {
        submit(pages(1));
        Sent unanswered = next();
        pass(600);
        give(answers(unanswered)
                .addAnswers(answer(unanswered.work().getRequests(0)).setTried(served(1))));
        sent.clear();
        submit(pages(1));
        assertThat(next().nid()).isZero();
    }

    /** Whether a silent node has room is not known: nobody may be told that memory is short. */
    @Test
    void aRequestThatFailsBesideASilentNodeSaysSo() {
        submit(pages(1));
        assertThat(next().nid()).isZero();
        pass(600);
        sent.clear();
        submit(pages(1).setGfp("GFP_ATOMIC"));
        while (results.isEmpty()) {
            serve(0);
        }
        assertThat(allocated().getFailure().getReason()).isEqualTo(Failure.Reason.REASON_NODE_LOST);
        assertThat(allocated().getFailure().getDetail()).startsWith("node 0 says nothing");
    }

    @Test
    void anExplainedRequestNamesTheSilentNodeThatItPassedOver() {
        submit(pages(1));
        assertThat(next().nid()).isZero();
        pass(600);
        submit(pages(1).setExplain(true));
        serve(1);

        WalkStep passedOver = allocated().getSteps(0);
        assertThat(passedOver.getNode()).isZero();
        assertThat(passedOver.getPass()).isEqualTo("low");
        assertThat(passedOver.getSkipsList()).singleElement().satisfies(skip -> {
            assertThat(skip.getReason()).isEqualTo("unreachable");
            assertThat(skip.getZone()).isEqualTo(WireTypes.zoneId(new ZoneKey(0, ZoneType.NORMAL)));
        });
        assertThat(allocated().getSteps(1).getNode()).isEqualTo(1);
    }

    @Test
    void anExplainedRequestNamesTheNodeThatDiedUnderIt() {
        submit(pages(1).setExplain(true));
        assertThat(next().nid()).isZero();
        router.install(install(2, true, List.of(0)));
        router.flush();
        serve(1);

        assertThat(allocated().getSteps(0).getSkips(0).getReason()).isEqualTo("unreachable");
        assertThat(allocated().getSteps(1).getServed()).isEqualTo(1);
    }

    @Test
    void pagesThatANodeTookWithItAreNotHandedOut() {
        submit(pages(10));
        assertThat(serve(6)).isZero();
        router.install(install(2, true, List.of(0)));
        router.flush();
        assertThat(serve(4)).isEqualTo(1);
        assertThat(allocated().getServed()).isEqualTo(4);
        assertThat(allocated().getRunsList()).extracting(PageRun::getNode).containsExactly(1);
        assertThat(allocated().getFailure().getReason()).isEqualTo(Failure.Reason.REASON_NODE_LOST);
        assertThat(losses).containsExactly("node 0 life 100");
    }

    @Test
    void pagesThatANodeTookWithItWhileTheRestOfTheBatchFlewAreNotHandedOut() {
        submit(pages(6), pages(2).setNode(1).setOrder(1), pages(3).setAllOrNothing(true));
        Sent first = next();
        Sent second = next();
        assertThat(first.nid()).isZero();
        assertThat(second.nid()).isEqualTo(1);
        NodeAnswers.Builder served = answers(first);
        first.work()
                .getRequestsList()
                .forEach(request -> served.addAnswers(
                        answer(request).setTried(served(request.getTryZones().getCount()))));
        give(served);
        assertThat(results).isEmpty();
        router.install(install(2, true, List.of(0)));
        give(answers(second).addAnswers(answer(second.work().getRequests(0)).setTried(served(2))));

        assertThat(results)
                .extracting(result -> result.getAllocated().getServed())
                .containsExactly(0, 2, 0);
        assertThat(results.get(0).getAllocated().getFailure().getReason()).isEqualTo(Failure.Reason.REASON_NODE_LOST);
        assertThat(losses).containsExactly("node 0 life 100");
    }

    @Test
    void anOwnerWhoseClientIsSilentIsClosed() throws Refusal {
        long leased = router.owners().open("leased", 3_000_000_000L);
        pass(2_000);
        router.owners().keepAlive(leased);
        pass(2_000);
        assertThat(losses).isEmpty();
        pass(2_000);
        assertThat(losses).containsExactly("owner other");
    }

    @Test
    void aRouterCutOffForLongGivesItsOwnersUp() {
        submit(pages(1));
        next();
        router.renewed(clock.get());
        long session = router.session();
        pass(14_000);
        assertThat(results).isEmpty();
        pass(2_000);
        assertThat(results.get(0).getError().getCode()).isEqualTo(Status.Code.UNAVAILABLE.value());
        assertThat(losses).containsExactly("owner test");
        assertThat(router.session()).isNotEqualTo(session);
    }

    @Test
    void closingWaitsForRequestsInFlight() throws Refusal {
        submit(pages(1));
        List<Long> freed = new ArrayList<>();
        router.owners().close(owner, 0, freed::add);
        router.flush();
        assertThat(sent).hasSize(1);
        serve(1);
        Sent close = next();
        assertThat(close.work().getRequests(0).hasClose()).isTrue();
        give(answers(close)
                .addAnswers(answer(close.work().getRequests(0))
                        .setClosed(OwnerClosed.newBuilder().setPages(1))));
        assertThat(freed).containsExactly(1L);
        submit(pages(1));
        assertThat(results.get(1).getError().getCode()).isEqualTo(Status.Code.NOT_FOUND.value());
    }

    private void pass(long millis) {
        clock.addAndGet(millis * 1_000_000);
        router.tick();
        router.flush();
    }

    private static ZonesTried.Builder served(int blocks) {
        return ZonesTried.newBuilder()
                .setGrant(9)
                .addPfnDelta(4096)
                .addBlocks(blocks)
                .addZone(2);
    }
}
