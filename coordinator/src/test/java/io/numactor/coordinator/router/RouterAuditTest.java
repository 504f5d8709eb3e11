package io.numactor.coordinator.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.proto.Timing;
import io.numactor.wire.AuditRouter;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeAudited;
import io.numactor.wire.NodeCompared;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.OwnerHoldings;
import io.numactor.wire.RouterAudited;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A router compares what its owners hold with what nodes say. */
final class RouterAuditTest extends RouterFixture {
    private final List<RouterAudited> reports = new ArrayList<>();

    private void audit() {
        router.audit(AuditRouter.getDefaultInstance(), reports::add);
        router.flush();
    }

    /** Answers the audit's next question: the owner has so many pages there. */
    private void says(long pages) {
        Sent message = next();
        NodeRequest question = message.work().getRequestsList().stream()
                .filter(NodeRequest::hasAudit)
                .findFirst()
                .orElseThrow();
        NodeAudited.Builder audited = NodeAudited.newBuilder();
        if (pages > 0) {
            audited.addOwners(OwnerHoldings.newBuilder().setOwner(owner).setPages(pages));
        }
        give(answers(message).addAnswers(answer(question).setAudited(audited)));
    }

    private NodeCompared node(int nid) {
        assertThat(reports).hasSize(1);
        return reports.get(0).getNodes(nid);
    }

    @Test
    void agreesWithNodesThatHoldWhatTheySaidTheyGave() {
        submit(pages(5));
        serve(5);
        audit();
        says(5);
        says(0);
        says(0);
        says(0);

        assertThat(node(0).getMismatchesList()).isEmpty();
        assertThat(reports.get(0).getRouter().getHoldings()).isEqualTo(1);
        assertThat(reports.get(0).getRouter().getPages()).isEqualTo(5);
    }

    @Test
    void namesAnOwnerThatHasMoreThanItWasToldOf() {
        submit(pages(5));
        serve(5);
        audit();
        says(6);
        says(0);
        says(0);
        says(0);

        assertThat(node(0).getMismatchesList()).singleElement().satisfies(mismatch -> {
            assertThat(mismatch.getOwner()).isEqualTo(owner);
            assertThat(mismatch.getRouterPages()).isEqualTo(5);
            assertThat(mismatch.getNodePages()).isEqualTo(6);
        });
    }

    @Test
    void namesAnOwnerOfWhomTheNodeKnowsNothing() {
        submit(pages(5));
        serve(5);
        audit();
        says(0);
        says(0);
        says(0);
        says(0);

        assertThat(node(0).getMismatches(0).getRouterPages()).isEqualTo(5);
    }

    @Test
    void namesPagesOfAnOwnerThatIsClosed() throws Refusal {
        submit(pages(5));
        serve(5);
        router.owners().close(owner, 0, pages -> {});
        router.flush();
        Sent close = next();
        give(answers(close).addAnswers(answer(close.work().getRequests(0))));
        audit();
        says(5);
        says(0);
        says(0);
        says(0);

        assertThat(node(0).getMismatches(0).getUnknown()).isTrue();
    }

    @Test
    void doesNotJudgeAnOwnerWithAnEarlierQuestionThatIsStillOpen() {
        submit(pages(5));
        Sent lost = next();
        audit();
        says(5);
        says(0);
        says(0);
        says(0);

        assertThat(lost.work().getRequests(0).hasTryZones()).isTrue();
        assertThat(node(0).getMismatchesList()).isEmpty();
        assertThat(reports.get(0).getRouter().getBusyOwners()).isEqualTo(1);
    }

    @Test
    void saysWhichNodesDoNotAnswer() {
        audit();
        says(0);
        clock.addAndGet(4 * Timing.DEFAULT.suspectNanos());
        router.tick();

        assertThat(node(0).hasAudited()).isTrue();
        assertThat(node(1).hasAudited()).isFalse();
        assertThat(router.inFlight()).isZero();
    }

    @Test
    void asksForMoreWhenThereAreMoreOwnersThanFit() {
        audit();
        Sent first = next();
        NodeRequest question = first.work().getRequests(0);
        NodeAnswers.Builder some = answers(first)
                .addAnswers(answer(question)
                        .setAudited(NodeAudited.newBuilder()
                                .setMore(true)
                                .addOwners(OwnerHoldings.newBuilder().setOwner(owner + 1))));
        give(some);
        says(0);
        says(0);
        says(0);

        Sent more = next();
        assertThat(more.nid()).isZero();
        assertThat(more.work().getRequests(0).getAudit().getAfterOwner()).isEqualTo(owner + 1);
    }
}
