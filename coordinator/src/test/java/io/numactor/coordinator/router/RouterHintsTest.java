package io.numactor.coordinator.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.WalkStep;
import io.numactor.mm.topology.ZoneType;
import io.numactor.proto.HintTimes;
import io.numactor.wire.ZonesTried;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a router makes of nodes that say they are below their low marks. */
final class RouterHintsTest extends RouterFixture {
    @Test
    void aNodeBelowItsLowMarksIsLeftOutByItsHint() {
        router.useHints(true);
        submit(pages(1));
        node0SaysThatItIsBelowLow(7);
        serve(1);
        submit(pages(1).setExplain(true));
        assertThat(serve(1)).isEqualTo(1);
        WalkStep leftOut = results.get(1).getAllocated().getSteps(0);
        assertThat(leftOut.getNode()).isZero();
        assertThat(leftOut.getHintVersion()).isEqualTo(7);
    }

    @Test
    void aHintLastsForLessThanANodeWaitsForARouter() {
        router.useHints(true);
        submit(pages(1));
        node0SaysThatItIsBelowLow(7);
        serve(1);
        clock.addAndGet(HintTimes.LIFE.toNanos() - 1);
        submit(pages(1));
        assertThat(serve(1)).isEqualTo(1);
        clock.addAndGet(1);
        submit(pages(1));
        assertThat(next().nid()).isZero();
        assertThat(HintTimes.LIFE).isLessThan(HintTimes.PATIENCE);
    }

    @Test
    void withHintsOffEveryNodeIsAsked() {
        submit(pages(1));
        node0SaysThatItIsBelowLow(7);
        serve(1);
        submit(pages(1));
        assertThat(next().nid()).isZero();
    }

    @Test
    void whatMayMakeRoomOnANodeEndsItsHintUntilItIsGivenAfterThat() {
        router.useHints(true);
        submit(pages(2));
        serve(1);
        serve(1);
        PageRun run = results.get(0).getAllocated().getRuns(0);
        submit(pages(1), pages(1).setOrder(1));
        Sent early = next();
        router.submit(List.of(free(run.toBuilder())), results::addAll);
        router.flush();
        next();
        give(answers(early)
                .setMessage(early.work().getMessage())
                .setBelowLow((1 << ZoneType.count()) - 1)
                .setHintVersion(3)
                .addAnswers(answer(early.work().getRequests(0)).setTried(ZonesTried.getDefaultInstance()))
                .addAnswers(answer(early.work().getRequests(1)).setTried(ZonesTried.getDefaultInstance())));
        serve(Integer.MAX_VALUE);
        submit(pages(1));
        assertThat(next().nid()).isZero();
    }

    @Test
    void aWithdrawnHintIsDroppedAndTheNodeToldSo() {
        router.useHints(true);
        submit(pages(1));
        Sent first = sent.element();
        node0SaysThatItIsBelowLow(7);
        serve(1);
        give(answers(first).setWithdrawn(true).setHintVersion(8));
        Sent confirmation = next();
        assertThat(confirmation.nid()).isZero();
        assertThat(confirmation.work().getRequestsList()).isEmpty();
        assertThat(confirmation.work().getHintsWithdrawn()).isEqualTo(8);
        submit(pages(1));
        assertThat(next().nid()).isZero();
    }

    /** Node 0 has nothing, and says that it is below its low marks for whatever zone is asked for. */
    private void node0SaysThatItIsBelowLow(long version) {
        Sent message = next();
        assertThat(message.nid()).isZero();
        give(answers(message)
                .setMessage(message.work().getMessage())
                .setBelowLow((1 << ZoneType.count()) - 1)
                .setHintVersion(version)
                .addAnswers(answer(message.work().getRequests(0)).setTried(ZonesTried.getDefaultInstance())));
    }
}
