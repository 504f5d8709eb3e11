package io.numactor.coordinator.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.api.v1.LostPages;
import io.numactor.api.v1.Operation;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.OwnerClosed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that keep owners alive, are told what these lose, and go away. */
final class RouterClientsTest extends RouterFixture {
    private static final long LEASE = 3_000_000_000L;

    private void pass(long millis) {
        clock.addAndGet(millis * 1_000_000);
        router.renewed(clock.get());
        router.tick();
        router.flush();
    }

    @Test
    void allOwnersOfASilentClientAreClosed() throws Refusal {
        long client = router.owners().openClient(LEASE);
        router.owners().openFor("one", client);
        router.owners().openFor("two", client);
        pass(2_900);
        assertThat(losses).isEmpty();
        pass(200);

        assertThat(losses).containsExactly("owner other", "owner other");
        assertThatThrownBy(() -> router.owners().keepAlive(client)).hasMessageContaining("no client");
    }

    @Test
    void aRequestOfOneOwnerKeepsAllOfItsClientAlive() throws Refusal {
        long client = router.owners().openClient(LEASE);
        router.owners().openFor("idle", client);
        owner = router.owners().openFor("test", client);
        pass(2_000);
        submit(pages(1));
        serve(1);
        pass(2_000);

        assertThat(losses).isEmpty();
    }

    @Test
    void aClientLivesAsLongAsItsStreamIsOpenAndALeaseLonger() throws Refusal {
        long client = router.owners().openClient(LEASE);
        router.owners().openFor("one", client);
        Owners.Hold stream = router.owners().hold(client);
        pass(60_000);
        assertThat(losses).isEmpty();
        stream.release();
        pass(2_900);
        assertThat(losses).isEmpty();
        pass(200);

        assertThat(losses).hasSize(1);
    }

    @Test
    void anOwnerWithoutALeaseIsNotClosedForSilence() {
        for (int minute = 0; minute < 60; minute++) {
            pass(60_000);
        }

        assertThat(losses).isEmpty();
        assertThat(router.owners().find(owner)).isPresent();
    }

    @Test
    void closingAClientClosesItsOwnersAndAddsUpTheirPages() throws Refusal {
        long client = router.owners().openClient(LEASE);
        router.owners().openFor("idle", client);
        owner = router.owners().openFor("test", client);
        submit(pages(5));
        serve(5);
        List<Long> freed = new ArrayList<>();
        router.owners().closeClient(client, 0, freed::add);
        router.flush();
        Sent close = next();
        NodeRequest request = close.work().getRequests(0);
        assertThat(request.getOwner()).isEqualTo(owner);
        give(answers(close)
                .addAnswers(answer(request).setClosed(OwnerClosed.newBuilder().setPages(5))));

        assertThat(freed).containsExactly(5L);
        assertThat(router.owners().size()).isEqualTo(1);
    }

    @Test
    void anOwnerOfAnUnknownClientIsRefused() {
        assertThatThrownBy(() -> router.owners().openFor("test", 77)).hasMessageContaining("no client 77");
    }

    @Test
    void theNextAnswerNamesWhatTheOwnerHasLost() {
        submit(pages(6));
        serve(6);
        results.clear();
        router.install(install(2, true, List.of(0)));
        submit(pages(1).setNode(1));
        serve(1);
        submit(pages(1).setNode(1));
        serve(1);

        LostPages lost = LostPages.newBuilder()
                .setNode(0)
                .setIncarnation(100)
                .setPages(6)
                .build();
        assertThat(results.get(0).getAllocated().getLostList()).containsExactly(lost);
        assertThat(results.get(1).getAllocated().getLostList()).isEmpty();
    }

    private static final class Heard implements OwnerWatcher {
        private final List<String> events = new ArrayList<>();

        @Override
        public void lost(LostPages pages) {
            events.add(pages.getPages() + " pages of node " + pages.getNode() + " life " + pages.getIncarnation());
        }

        @Override
        public void ended(String why) {
            events.add(why);
        }
    }

    @Test
    void aWatcherHearsOfLossesAndOfTheEnd() throws Refusal {
        Heard heard = new Heard();
        submit(pages(6));
        serve(6);
        router.owners().watch(owner, heard);
        router.install(install(2, true, List.of(0)));
        router.owners().close(owner, 0, pages -> {});

        assertThat(heard.events).containsExactly("6 pages of node 0 life 100", "it was closed");
    }

    @Test
    void aWatcherThatComesLateHearsOfWhatNobodyWasTold() throws Refusal {
        Heard heard = new Heard();
        submit(pages(6));
        serve(6);
        router.install(install(2, true, List.of(0)));
        router.owners().watch(owner, heard);

        assertThat(heard.events).containsExactly("6 pages of node 0 life 100");
    }

    @Test
    void watchersThatLeaveMakeRoomForOthers() throws Refusal {
        List<Owners.Hold> holds = new ArrayList<>();
        for (int i = 0; i < 512; i++) {
            holds.add(router.owners().watch(owner, new Heard()));
        }
        assertThatThrownBy(() -> router.owners().watch(owner, new Heard()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("512 watch owners");
        holds.remove(0).release();
        holds.add(router.owners().watch(owner, new Heard()));
        router.owners().close(owner, 0, pages -> {});
        holds.forEach(Owners.Hold::release);

        long next = router.owners().open("next", 0);
        for (int i = 0; i < 512; i++) {
            router.owners().watch(next, new Heard());
        }
        assertThatThrownBy(() -> router.owners().watch(next, new Heard())).isInstanceOf(Refusal.class);
    }

    @Test
    void aBatchThatIsGivenUpGivesBackWhatItsOtherOperationsHadGot() {
        PendingCall call = new PendingCall();
        List<Operation> operations = List.of(allocate(3, 0), allocate(2, 1));
        call.submitted(router.submit(operations, results::addAll));
        router.flush();
        serve(3);
        Sent open = next();
        call.giveUp();
        router.flush();
        Sent undo = next();
        assertThat(undo.nid()).isEqualTo(open.nid());
        give(answers(undo).addAnswers(answer(undo.work().getRequests(0))));

        assertThat(results)
                .hasSize(2)
                .allMatch(result -> result.getError().getMessage().contains("gave up"));
        Sent free = next();
        assertThat(free.nid()).isZero();
        assertThat(free.work().getRequests(0).getFree().getBlocks(0)).isEqualTo(3);
    }

    private Operation allocate(int count, int nid) {
        return Operation.newBuilder()
                .setAllocate(pages(count).setNode(nid).setOwner(owner))
                .build();
    }

    @Test
    void aCallThatIsGivenUpBeforeTheRouterHearsOfItIsNotSubmitted() {
        PendingCall call = new PendingCall();
        call.giveUp();
        new ClientDesk(router).submit(new GatewayCommand.Submit(List.of(allocate(3, 0)), results::addAll, call));
        router.flush();

        assertThat(sent).isEmpty();
        assertThat(results)
                .singleElement()
                .satisfies(result -> assertThat(result.getError().getMessage()).contains("gave up"));
    }
}
