package io.numactor.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.proto.WireTypes;
import io.numactor.wire.CloseOwner;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import io.numactor.wire.PhaseOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A full node whose router passes it over by hint, and what others want of it meanwhile. */
final class NodeTurnsTest extends NodeFixture implements NodeTurns.Place {
    private static final long HOLDER = 1;
    private static final long OTHER = 2;

    private final NodeTurns turns = new NodeTurns(core, this);
    private final List<String> done = new ArrayList<>();
    private final List<NodeAnswers> withdrawals = new ArrayList<>();
    private boolean patient;

    @BeforeEach
    void tellTheHolderThatNothingIsLeft() {
        boot();
        send(HOLDER, "all", NodeRequest.newBuilder().setTryZones(pages((int) PAGES + 1)));
        assertThat(core.hints().isOut()).isTrue();
        done.clear();
    }

    private void send(long session, String name, NodeRequest.Builder... requests) {
        NodeWork.Builder work = work().setSession(session).setHintsWithdrawn(confirmed());
        for (NodeRequest.Builder request : requests) {
            work.addRequests(request.setOwner(OWNER).setNumber(++number));
        }
        turns.work(work.build(), answers -> done.add(name));
    }

    private long confirmed() {
        return withdrawals.stream().mapToLong(NodeAnswers::getHintVersion).max().orElse(0);
    }

    private static NodeRequest.Builder onePage() {
        return NodeRequest.newBuilder().setTryZones(pages(1));
    }

    private static NodeRequest.Builder close() {
        return NodeRequest.newBuilder().setClose(CloseOwner.getDefaultInstance());
    }

    @Test
    void whatMakesRoomWaitsUntilTheHolderHasDroppedItsHints() {
        send(OTHER, "close", close());
        assertThat(done).isEmpty();
        assertThat(core.memory().owners()).isNotEmpty();
        assertThat(patient).isTrue();
        send(HOLDER, "confirmation");
        assertThat(done).containsExactly("confirmation", "close");
        assertThat(core.memory().owners()).isEmpty();
        assertThat(patient).isFalse();
    }

    @Test
    void whatComesLaterOfOthersWaitsBehindItButTheHolderGoesOn() {
        send(OTHER, "close", close());
        send(OTHER, "page", onePage());
        long before = withdrawals.size();
        turns.work(work().setSession(HOLDER).build(), answers -> done.add("holder"));
        assertThat(done).containsExactly("holder");
        assertThat(withdrawals).hasSize((int) before);
        send(HOLDER, "confirmation");
        assertThat(done).containsExactly("holder", "confirmation", "close", "page");
    }

    @Test
    void whatTheHolderSentBeforeItWasToldWaitsAsWell() {
        turns.work(work().setSession(HOLDER).setMessage(8).build(), answers -> done.add("later"));
        NodeRequest.Builder request = close().setOwner(OWNER).setNumber(++number);
        turns.work(
                work().setSession(HOLDER).setMessage(7).addRequests(request).build(), answers -> done.add("overtaken"));
        assertThat(done).containsExactly("later");
        assertThat(core.memory().owners()).isNotEmpty();
        send(HOLDER, "confirmation");
        assertThat(done).containsExactly("later", "confirmation", "overtaken");
    }

    @Test
    void aHolderThatSaysNothingIsNotWaitedForForEver() {
        send(OTHER, "close", close());
        turns.lapse();
        assertThat(done).containsExactly("close");
        assertThat(patient).isFalse();
    }

    @Test
    void anOrderWithNewsWaitsAndARenewalDoesNot() {
        PhaseOrder renewal = PhaseOrder.newBuilder()
                .setPhase("running")
                .setEpoch(core.epoch())
                .build();
        PhaseOrder news = renewal.toBuilder().setEpoch(WireTypes.epoch(2, 1)).build();
        turns.order(renewal, () -> done.add("renewal"));
        turns.order(news, () -> done.add("news"));
        assertThat(done).containsExactly("renewal");
        send(HOLDER, "confirmation");
        assertThat(done).containsExactly("renewal", "confirmation", "news");
    }

    @Override
    public void withdraw(long session, NodeAnswers withdrawal) {
        assertThat(session).isEqualTo(HOLDER);
        withdrawals.add(withdrawal);
    }

    @Override
    public void beginPatience() {
        patient = true;
    }

    @Override
    public void endPatience() {
        patient = false;
    }

    @Override
    public void kswapdIsDue() {
        turns.runKswapd();
    }
}
