package io.numactor.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.proto.AdoptionTokens;
import io.numactor.proto.WireTypes;
import io.numactor.wire.Adopt;
import io.numactor.wire.Adopted;
import io.numactor.wire.CloseOwner;
import io.numactor.wire.HeldRuns;
import io.numactor.wire.ListHeld;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Promise;
import io.numactor.wire.Refused;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An owner is taken from a router that is gone; what that has asked for does nothing any more. */
final class OwnerHomesTest extends NodeFixture {
    private static final long FIRST = 5;
    private static final long SECOND = 6;
    private static final long THIRD = 7;
    private static final long TOKEN = AdoptionTokens.of(1, 1);

    @BeforeEach
    void give() {
        boot();
        work(FIRST, NodeRequest.newBuilder().setTryZones(pages(10)));
    }

    private Adopted adopt(long session, long token) {
        return work(session, NodeRequest.newBuilder().setToken(token).setAdopt(Adopt.getDefaultInstance()))
                .getAnswers(0)
                .getAdopted();
    }

    private NodeAnswer asks(long session, long token, NodeRequest.Builder request) {
        return work(session, request.setToken(token)).getAnswers(0);
    }

    private void ends(long session) {
        core.run(PhaseOrder.newBuilder()
                .setPhase("running")
                .setEpoch(WireTypes.epoch(1, 100))
                .addReapedSessions(session)
                .build());
    }

    @Test
    void saysWhoHasAnOwnerAndChangesNothing() {
        Adopted says = adopt(SECOND, 0);
        assertThat(says.getHome()).isEqualTo(FIRST);
        assertThat(says.getToken()).isZero();
        assertThat(says.getPages()).isEqualTo(10);
        assertThat(core.token(OWNER)).isZero();
    }

    @Test
    void doesNothingMoreForTheRouterBefore() {
        assertThat(adopt(SECOND, TOKEN).getHome()).isEqualTo(SECOND);

        assertThat(asks(FIRST, 0, NodeRequest.newBuilder().setTryZones(pages(3)))
                        .getRefused()
                        .getReason())
                .isEqualTo(Refused.Reason.REASON_ADOPTED);
        assertThat(asks(FIRST, 0, NodeRequest.newBuilder().setClose(CloseOwner.getDefaultInstance()))
                        .hasRefused())
                .isTrue();
        assertThat(core.memory().ownedPages(OWNER)).isEqualTo(10);

        assertThat(blocks(asks(SECOND, TOKEN, NodeRequest.newBuilder().setTryZones(pages(3)))))
                .isEqualTo(3);
        assertThat(core.memory().ownedPages(OWNER)).isEqualTo(13);
    }

    @Test
    void theLaterOfTwoAdoptionsHoldsWhicheverComesFirst() {
        long later = AdoptionTokens.of(1, 2);
        assertThat(adopt(THIRD, later).getHome()).isEqualTo(THIRD);
        assertThat(adopt(SECOND, TOKEN).getHome()).isEqualTo(THIRD);
        assertThat(core.token(OWNER)).isEqualTo(later);
    }

    @Test
    void takesNoAdoptionOfATermThatIsOver() {
        core.promise(Promise.newBuilder().setTerm(2).setCandidate(9).build());
        Adopted says = adopt(SECOND, TOKEN);
        assertThat(says.getHome()).isEqualTo(FIRST);
        assertThat(says.getTerm()).isEqualTo(2);
        assertThat(adopt(SECOND, AdoptionTokens.of(2, 1)).getHome()).isEqualTo(SECOND);
    }

    @Test
    void anAdoptedOwnerOutlivesItsFirstRouter() {
        adopt(SECOND, TOKEN);
        ends(FIRST);
        assertThat(core.memory().ownedPages(OWNER)).isEqualTo(10);
        ends(SECOND);
        assertThat(core.memory().ownedPages(OWNER)).isZero();
    }

    @Test
    void whatWasFreedInTimeCannotBeAdopted() {
        ends(FIRST);
        Adopted says = adopt(SECOND, TOKEN);
        assertThat(says.getFreed()).isTrue();
        assertThat(says.getHome()).isEqualTo(FIRST);
        assertThat(asks(FIRST, 0, NodeRequest.newBuilder().setTryZones(pages(3)))
                        .getRefused()
                        .getReason())
                .as("nor served")
                .isEqualTo(Refused.Reason.REASON_SESSION);
    }

    @Test
    void whatWasClosedByTheRouterThatHadAdoptedItCannotBeAdoptedAgain() {
        adopt(SECOND, TOKEN);
        asks(SECOND, TOKEN, NodeRequest.newBuilder().setClose(CloseOwner.getDefaultInstance()));
        assertThat(adopt(THIRD, 0).getFreed()).isTrue();
        assertThat(adopt(THIRD, AdoptionTokens.of(1, 2)).getHome()).isEqualTo(SECOND);
        ends(FIRST);
        assertThat(adopt(THIRD, 0).getFreed()).isTrue();
    }

    @Test
    void aNewLifeOfTheNodeLearnsOfTheAdoptionFromItsFirstRequest() {
        long unheard = AdoptionTokens.of(1, 3);
        assertThat(blocks(asks(THIRD, unheard, NodeRequest.newBuilder().setTryZones(pages(2)))))
                .isEqualTo(2);
        assertThat(core.token(OWNER)).isEqualTo(unheard);
    }

    @Test
    void listsWhatTheOwnerHolds() {
        work(FIRST, NodeRequest.newBuilder().setTryZones(pages(2).setOrder(3)));
        HeldRuns held = asks(FIRST, 0, NodeRequest.newBuilder().setList(ListHeld.getDefaultInstance()))
                .getHeld();
        long listed = 0;
        for (int row = 0; row < held.getPfnCount(); row++) {
            for (int block = 0; block < held.getBlocks(row); block++) {
                long pfn = held.getPfn(row) + ((long) block << held.getOrder(row));
                assertThat(core.memory().holds(OWNER, pfn, held.getOrder(row), held.getGrant(row)))
                        .isTrue();
                listed += 1L << held.getOrder(row);
            }
        }
        assertThat(listed).isEqualTo(26);
        assertThat(held.getPfnList()).isSorted();
        assertThat(held.getNextPfn()).isZero();
    }

    @Test
    void goesOnWithALongListWhereItStopped() {
        int runs = HeldRunsWriter.MOST_RUNS + 5;
        for (int request = 0; request < runs; request++) {
            work(FIRST, NodeRequest.newBuilder().setTryZones(pages(1)));
        }
        HeldRuns first = asks(FIRST, 0, NodeRequest.newBuilder().setList(ListHeld.getDefaultInstance()))
                .getHeld();
        HeldRuns second = asks(
                        FIRST,
                        0,
                        NodeRequest.newBuilder().setList(ListHeld.newBuilder().setFromPfn(first.getNextPfn())))
                .getHeld();
        long pages = first.getBlocksList().stream().mapToInt(Integer::intValue).sum()
                + second.getBlocksList().stream().mapToInt(Integer::intValue).sum();
        assertThat(first.getPfnCount()).isEqualTo(HeldRunsWriter.MOST_RUNS);
        assertThat(second.getNextPfn()).isZero();
        assertThat(pages).isEqualTo(core.memory().ownedPages(OWNER));
    }
}
