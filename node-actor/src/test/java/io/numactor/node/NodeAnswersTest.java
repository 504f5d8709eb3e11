package io.numactor.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.proto.OwnerIds;
import io.numactor.proto.Timing;
import io.numactor.proto.WireTypes;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Promise;
import io.numactor.wire.Refused;
import io.numactor.wire.Undo;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each question answered once, whatever the network does with it, and only for who rules. */
final class NodeAnswersTest extends NodeFixture {
    @Test
    void aRepeatedQuestionGetsTheFirstAnswer() {
        boot();
        List<NodeAnswer> first = handle(named(1, 0, 1).setTryZones(pages(10)));
        assertThat(handle(named(1, 0, 1).setTryZones(pages(10)))).isEqualTo(first);
        assertThat(core.memory().ownedPages(OWNER)).isEqualTo(10);
    }

    @Test
    void anotherStepIsAnotherQuestion() {
        boot();
        handle(named(1, 0, 1).setTryZones(pages(10)), named(1, 1, 2).setTryZones(pages(10)));
        assertThat(core.memory().ownedPages(OWNER)).isEqualTo(20);
        NodeAnswer confused = handle(named(1, 2, 2).setTryZones(pages(10))).get(0);
        assertThat(confused.getRefused().getReason()).isEqualTo(Refused.Reason.REASON_MALFORMED);
    }

    @Test
    void aQuestionThatTheRouterIsDoneWithIsVoid() {
        boot();
        handle(named(1, 0, 1).setTryZones(pages(10)));
        core.handle(work().setAnsweredBelow(3).build());
        assertThat(handle(named(1, 0, 1).setTryZones(pages(10)), named(2, 0, 2).setTryZones(pages(10))))
                .isEmpty();
        assertThat(core.memory().ownedPages(OWNER)).isEqualTo(10);
    }

    @Test
    void whatIsUndoneIsFreedAndDoesNothingLater() {
        boot();
        handle(named(1, 0, 1).setTryZones(pages(10)));
        NodeRequest.Builder undo = named(1, 1, 2).setUndo(Undo.newBuilder().setNumber(1));
        assertThat(handle(undo).get(0).getUndone().getPages()).isEqualTo(10);
        assertThat(handle(undo).get(0).getUndone().getPages()).as("again").isEqualTo(10);
        assertThat(core.memory().ownedPages(OWNER)).isZero();
        assertThat(handle(named(1, 0, 1).setTryZones(pages(10)))
                        .get(0)
                        .getRefused()
                        .getReason())
                .isEqualTo(Refused.Reason.REASON_UNDONE);
    }

    @Test
    void whatIsUndoneBeforeItComesDoesNothing() {
        boot();
        handle(named(1, 1, 2).setUndo(Undo.newBuilder().setNumber(1)));
        assertThat(handle(named(1, 0, 1).setTryZones(pages(10)))
                        .get(0)
                        .getRefused()
                        .getReason())
                .isEqualTo(Refused.Reason.REASON_UNDONE);
        assertThat(core.memory().ownedPages(OWNER)).isZero();
    }

    @Test
    void obeysOnlyTheHighestTermThatItPromised() {
        boot();
        assertThat(core.promise(Promise.newBuilder().setTerm(3).setCandidate(7).build())
                        .getGranted())
                .isTrue();
        assertThat(core.promise(Promise.newBuilder().setTerm(3).setCandidate(8).build())
                        .getGranted())
                .isFalse();
        assertThat(core.run(order(2, 50).build())).isFalse();
        assertThat(core.run(order(3, 1).build())).isTrue();
        assertThat(core.run(order(1, 99).build())).isFalse();
    }

    @Test
    void servesOnlyWhileItHoldsALease() {
        boot();
        clock.addAndGet(Timing.DEFAULT.leaseNanos());
        NodeAnswer late = ask(NodeRequest.newBuilder().setTryZones(pages(1)));
        assertThat(late.getRefused().getReason()).isEqualTo(Refused.Reason.REASON_LEASE);
        core.run(order(1, 99).setNodeSentAt(clock.get()).build());
        assertThat(blocks(ask(NodeRequest.newBuilder().setTryZones(pages(1))))).isEqualTo(1);
    }

    @Test
    void freesWhatTheOwnersOfARouterHeldThatLeft() {
        boot();
        handle(named(1, 0, 1).setTryZones(pages(10)));
        assertThat(core.done(order(1, 98).build()).getSessionsList()).containsExactly(OwnerIds.session(OWNER));
        core.run(order(1, 99).addReapedSessions(OwnerIds.session(OWNER)).build());
        assertThat(core.memory().ownedPages(OWNER)).isZero();
    }

    @Test
    void refusesWorkForAnEarlierLifeOrEpoch() {
        boot();
        NodeAnswer otherLife = ask(
                NodeWork.newBuilder().setIncarnation(INCARNATION + 1).setEpoch(core.epoch()),
                NodeRequest.newBuilder().setTryZones(pages(1)));
        assertThat(otherLife.getRefused().getReason()).isEqualTo(Refused.Reason.REASON_INCARNATION);

        NodeAnswer oldEpoch = ask(
                NodeWork.newBuilder().setIncarnation(INCARNATION).setEpoch(WireTypes.epoch(1, 0)),
                NodeRequest.newBuilder().setTryZones(pages(1)));
        assertThat(oldEpoch.getRefused().getReason()).isEqualTo(Refused.Reason.REASON_EPOCH);
    }

    private static NodeRequest.Builder named(long sequence, int step, long questionNumber) {
        return NodeRequest.newBuilder()
                .setOwner(OWNER)
                .setSequence(sequence)
                .setStep(step)
                .setNumber(questionNumber);
    }

    private static PhaseOrder.Builder order(long term, long counter) {
        return PhaseOrder.newBuilder().setPhase("running").setEpoch(WireTypes.epoch(term, counter));
    }
}
