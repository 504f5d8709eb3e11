package io.numactor.coordinator.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.ListPagesResponse;
import io.numactor.api.v1.Operation;
import io.numactor.proto.AdoptionTokens;
import io.numactor.proto.OwnerIds;
import io.numactor.proto.Timing;
import io.numactor.wire.Adopted;
import io.numactor.wire.AdoptionVerdict;
import io.numactor.wire.HeldRuns;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A router goes on with an owner of one that is gone. */
final class RouterAdoptionTest extends RouterFixture {
    private static final long GONE = 3;
    private static final long ORPHAN = OwnerIds.of(GONE, 1);
    private static final long TOKEN = AdoptionTokens.of(1, 4);

    private final List<Long> adopted = new ArrayList<>();
    private final List<Status> refusals = new ArrayList<>();
    private final List<ListPagesResponse> pages = new ArrayList<>();

    private <T> GatewayCommand.Reply<T> into(List<T> answers) {
        return new GatewayCommand.Reply<>() {
            @Override
            public void accept(T answer) {
                answers.add(answer);
            }

            @Override
            public void refuse(Status status) {
                refusals.add(status);
            }
        };
    }

    private void adopt() throws Refusal {
        router.owners().adopt(ORPHAN, 0, 0, into(adopted));
        router.flush();
    }

    /** All nodes answer; node 2 holds some pages. */
    private void nodesSay(long home, long token, long term) {
        for (Sent message : List.copyOf(sent)) {
            NodeAnswers.Builder answers = answers(message);
            for (NodeRequest request : message.work().getRequestsList()) {
                answers.addAnswers(answer(request)
                        .setAdopted(Adopted.newBuilder()
                                .setHome(home)
                                .setToken(token)
                                .setTerm(term)
                                .setPages(message.nid() == 2 ? 30 : 0)));
            }
            sent.remove(message);
            give(answers);
        }
    }

    private void decided(AdoptionVerdict.Builder verdict) {
        router.adoptions().decided(List.of(verdict.setOwner(ORPHAN).build()));
        router.flush();
    }

    private void adoptAll() throws Refusal {
        adopt();
        nodesSay(GONE, 0, 1);
        decided(AdoptionVerdict.newBuilder().setToken(TOKEN));
        nodesSay(router.session(), TOKEN, 1);
    }

    @Test
    void asksTheNodesThenTheCoordinatorThenTakesIt() throws Refusal {
        adopt();
        assertThat(sent).hasSize(4);
        assertThat(router.adoptions().asks())
                .as("not before the nodes have said")
                .isEmpty();
        nodesSay(GONE, 0, 1);
        assertThat(router.adoptions().asks().get(0).getHomesList()).containsExactly(GONE);
        decided(AdoptionVerdict.newBuilder().setToken(TOKEN));
        assertThat(sent)
                .allSatisfy(message ->
                        assertThat(message.work().getRequests(0).getToken()).isEqualTo(TOKEN));
        nodesSay(router.session(), TOKEN, 1);
        assertThat(adopted).containsExactly(30L);
    }

    @Test
    void everyRequestOfAnAdoptedOwnerCarriesItsToken() throws Refusal {
        adoptAll();
        router.submit(
                List.of(Operation.newBuilder()
                        .setAllocate(
                                AllocateRequest.newBuilder().setOwner(ORPHAN).setCount(1))
                        .build()),
                results::addAll);
        router.flush();
        assertThat(next().work().getRequests(0).getToken()).isEqualTo(TOKEN);
    }

    @Test
    void nobodyUsesItBeforeAllNodesHaveIt() throws Refusal {
        adopt();
        nodesSay(GONE, 0, 1);
        decided(AdoptionVerdict.newBuilder().setToken(TOKEN));
        submitFor(ORPHAN);
        assertThat(results.get(0).getError().getCode()).isEqualTo(Status.Code.UNAVAILABLE.value());
    }

    private void submitFor(long id) {
        router.submit(
                List.of(Operation.newBuilder()
                        .setAllocate(AllocateRequest.newBuilder().setOwner(id))
                        .build()),
                results::addAll);
        router.flush();
    }

    @Test
    void beginsAnewWhenANodeHasPromisedALaterTermMeanwhile() throws Refusal {
        adopt();
        nodesSay(GONE, 0, 1);
        decided(AdoptionVerdict.newBuilder().setToken(TOKEN));
        nodesSay(GONE, 0, 2);
        assertThat(adopted).isEmpty();
        nodesSay(GONE, 0, 2);
        assertThat(router.adoptions().asks().get(0).getTerm()).isEqualTo(2);
        long later = AdoptionTokens.of(2, 1);
        decided(AdoptionVerdict.newBuilder().setToken(later));
        nodesSay(router.session(), later, 2);
        assertThat(adopted).containsExactly(30L);
    }

    @Test
    void aGrantThatAnotherHasOvertakenIsNotTaken() throws Refusal {
        adopt();
        nodesSay(GONE, 0, 1);
        decided(AdoptionVerdict.newBuilder().setToken(TOKEN));
        nodesSay(GONE, 0, 2);
        nodesSay(router.session(), TOKEN, 1);
        decided(AdoptionVerdict.newBuilder().setToken(TOKEN - 1));
        assertThat(sent).as("nodes would answer it as a delayed one").isEmpty();
        assertThat(router.adoptions().asks()).hasSize(1);
        decided(AdoptionVerdict.newBuilder().setToken(TOKEN + 1));
        nodesSay(router.session(), TOKEN + 1, 1);
        assertThat(adopted).containsExactly(30L);
        assertThat(router.owners().find(ORPHAN).orElseThrow().token()).isEqualTo(TOKEN + 1);
    }

    @Test
    void isRefusedWithTheNameOfTheGatewayThatHasIt() throws Refusal {
        adopt();
        nodesSay(GONE, 0, 1);
        decided(AdoptionVerdict.newBuilder().setHeldBy("10.0.0.1:25520"));
        assertThat(refusals.get(0).getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(refusals.get(0).getDescription()).contains("10.0.0.1:25520");
        assertThat(router.adoptions().asks()).isEmpty();
    }

    @Test
    void aClientThatWaitsForAnAdoptionLives() throws Refusal {
        long client = router.owners().openClient(2_000_000_000L);
        router.owners().adopt(ORPHAN, 0, client, into(adopted));
        router.flush();
        nodesSay(GONE, 0, 1);
        clock.addAndGet(10_000_000_000L);
        router.tick();
        decided(AdoptionVerdict.newBuilder().setToken(TOKEN));
        nodesSay(router.session(), TOKEN, 1);
        assertThat(adopted).containsExactly(30L);
        router.owners().keepAlive(client);
        router.owners().closeClient(client, 0, adopted::add);
        assertThat(router.owners().find(ORPHAN)).isEmpty();
    }

    @Test
    void saysAfterALeaseHowLongItWillTake() throws Refusal {
        adopt();
        nodesSay(GONE, 0, 1);
        decided(AdoptionVerdict.newBuilder().setWaitNanos(7_500_000_000L));
        clock.addAndGet(Timing.DEFAULT.leaseNanos() + 1);
        router.renewed(clock.get());
        router.tick();
        assertThat(refusals.get(0).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(refusals.get(0).getDescription()).contains("8 s");
    }

    @Test
    void whatWasFreedIsNotFoundAndTheRestFreed() throws Refusal {
        adopt();
        nodesSay(GONE, 0, 1);
        decided(AdoptionVerdict.newBuilder().setToken(TOKEN));
        for (Sent message : List.copyOf(sent)) {
            sent.remove(message);
            give(answers(message)
                    .addAnswers(answer(message.work().getRequests(0))
                            .setAdopted(Adopted.newBuilder()
                                    .setTerm(1)
                                    .setFreed(message.nid() == 1)
                                    .setToken(message.nid() == 1 ? 0 : TOKEN))));
        }
        assertThat(refusals.get(0).getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(sent)
                .allSatisfy(message ->
                        assertThat(message.work().getRequests(0).hasClose()).isTrue());
        assertThat(sent).hasSize(4);
    }

    @Test
    void listsNodeByNodeWhatItHolds() throws Refusal {
        adoptAll();
        String after = "";
        do {
            router.list(ORPHAN, after, into(pages));
            router.flush();
            Sent message = next();
            HeldRuns.Builder held = HeldRuns.newBuilder();
            if (message.nid() == 2) {
                held.addPfn(4096).addOrder(0).addBlocks(30).addZone(2).addGrant(9);
            }
            give(answers(message)
                    .addAnswers(answer(message.work().getRequests(0)).setHeld(held)));
            after = pages.get(pages.size() - 1).getNext();
        } while (!after.isEmpty());
        assertThat(pages.stream().flatMap(page -> page.getRunsList().stream()))
                .singleElement()
                .satisfies(run -> {
                    assertThat(run.getNode()).isEqualTo(2);
                    assertThat(run.getIncarnation()).isEqualTo(102);
                    assertThat(run.getBlocks()).isEqualTo(30);
                    assertThat(run.getGrant()).isEqualTo(9);
                });
    }

    @Test
    void aListGoesOnOnlyWhereAnAnswerSaidSo() throws Refusal {
        adoptAll();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> router.list(ORPHAN, "there", into(pages)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("after: 'there'");
    }

    @Test
    void anOwnerThatIsOpenHereHasOnlyItsLeaseRenewed() throws Refusal {
        router.owners().adopt(owner, 0, 0, into(adopted));
        assertThat(adopted).containsExactly(0L);
        assertThat(sent).isEmpty();
    }

    @Test
    void anOwnerThatWasClosedHereIsGone() {
        router.owners().all().clear();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> router.owners().adopt(owner, 0, 0, into(adopted)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("no owner");
    }
}
