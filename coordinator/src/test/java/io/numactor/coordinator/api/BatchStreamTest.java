package io.numactor.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.numactor.api.v1.Batch;
import io.numactor.api.v1.BatchResult;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.proto.RouterCommand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A stream of batches against a router that answers when the test says so. */
final class BatchStreamTest {
    private static final int MAX_OPERATIONS = Admission.FEWEST;
    private static final ActorTestKit KIT = ActorTestKit.create();

    private final TestProbe<RouterCommand> router = KIT.createTestProbe();
    private final Client client = new Client();
    private final Admission admission = new Admission(MAX_OPERATIONS);
    private final BatchStream stream = new BatchStream(router.ref(), admission, client);
    private long lastId;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private void send(int operations) {
        client.requested--;
        stream.onNext(Batch.newBuilder()
                .setId(++lastId)
                .addAllOperations(Collections.nCopies(operations, Operation.getDefaultInstance()))
                .build());
    }

    private void answer() {
        GatewayCommand.Submit submit = router.expectMessageClass(GatewayCommand.Submit.class);
        submit.reply().accept(Collections.nCopies(submit.operations().size(), OperationResult.getDefaultInstance()));
    }

    @Test
    void readsNoMoreThan32BatchesAheadOfTheirAnswers() {
        for (int batch = 0; batch < 32; batch++) {
            assertThat(client.requested).isEqualTo(1);
            send(1);
        }
        assertThat(client.requested).isZero();
        answer();
        assertThat(client.requested).isEqualTo(1);
    }

    @Test
    void readsNoMoreThan8192OperationsAheadOfTheirAnswers() {
        for (int batch = 0; batch < 2; batch++) {
            send(4096);
        }
        assertThat(client.requested).isZero();
        answer();
        assertThat(client.requested).isEqualTo(1);
    }

    @Test
    void aBatchThatNamesTooManyBlocksIsRefusedAtTheEdge() {
        Operation large = Operation.newBuilder()
                .setFree(FreeRequest.newBuilder().addRuns(PageRun.newBuilder().setBlocks(65_536)))
                .build();
        client.requested--;
        stream.onNext(Batch.newBuilder()
                .addAllOperations(Collections.nCopies(17, large))
                .build());
        router.expectNoMessage();
        assertThat(client.results.get(0).getResultsList())
                .hasSize(17)
                .allSatisfy(result -> assertThat(result.getError().getMessage()).contains("at most 1048576 blocks"));
    }

    @Test
    void readsNothingFromAClientThatDoesNotReadItsResults() {
        client.ready = false;
        send(1);
        answer();
        assertThat(client.requested).isZero();
        client.ready = true;
        client.onReady.run();
        assertThat(client.requested).isEqualTo(1);
    }

    @Test
    void aFloodIsRefusedAtTheEdgeAndSaysSo() {
        assertThat(admission.enter(MAX_OPERATIONS)).isTrue();
        send(2);
        router.expectNoMessage();
        assertThat(client.results).hasSize(1);
        assertThat(client.results.get(0).getResultsList())
                .hasSize(2)
                .allSatisfy(result ->
                        assertThat(result.getError().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED.value()));
        admission.leave(1);
        send(1);
        answer();
        assertThat(client.results.get(1).getResults(0).hasError()).isFalse();
    }

    @Test
    void goesOnReadingWhatItRefuses() {
        send(1);
        assertThat(admission.enter(MAX_OPERATIONS - 1)).isTrue();
        for (int batch = 0; batch < 1023; batch++) {
            assertThat(client.requested).isEqualTo(1);
            send(1);
        }
        assertThat(client.requested).isZero();
        assertThat(client.results).isEmpty();
        answer();
        assertThat(client.results).hasSize(1024);
        assertThat(client.requested).isEqualTo(1);
    }

    @Test
    void answersInTheOrderOfTheBatches() {
        send(1);
        send(1);
        GatewayCommand.Submit first = router.expectMessageClass(GatewayCommand.Submit.class);
        answer();
        assertThat(client.results).isEmpty();
        first.reply().accept(List.of(OperationResult.getDefaultInstance()));
        assertThat(client.results).extracting(BatchResult::getId).containsExactly(1L, 2L);
    }

    @Test
    void whatAClientThatIsGoneIsBeingServedIsGivenUp() {
        send(1);
        send(1);
        GatewayCommand.Submit first = router.expectMessageClass(GatewayCommand.Submit.class);
        GatewayCommand.Submit second = router.expectMessageClass(GatewayCommand.Submit.class);
        List<OperationResult> results = List.of(OperationResult.getDefaultInstance());
        second.reply().accept(results);
        client.onCancel.run();

        assertThat(router.expectMessageClass(GatewayCommand.GiveUp.class).call())
                .isSameAs(first.call());
        assertThat(router.expectMessageClass(GatewayCommand.TakeBack.class).results())
                .isEqualTo(results);
        router.expectMessageClass(GatewayCommand.Release.class);
        first.reply().accept(results);
        router.expectMessageClass(GatewayCommand.TakeBack.class);
        assertThat(client.results).isEmpty();
    }

    @Test
    void theClientItNamesIsHeldUntilItEnds() {
        client.requested--;
        stream.onNext(Batch.newBuilder().setClient(17).build());
        GatewayCommand.HoldClient hold = router.expectMessageClass(GatewayCommand.HoldClient.class);
        assertThat(hold.client()).isEqualTo(17);
        answer();
        stream.onCompleted();

        assertThat(router.expectMessageClass(GatewayCommand.Release.class).held())
                .isSameAs(hold.held());
    }

    /** The other end of the call. */
    private static final class Client extends ServerCallStreamObserver<BatchResult> {
        private final List<BatchResult> results = new ArrayList<>();
        private Runnable onReady = () -> {};
        private Runnable onCancel = () -> {};
        private boolean ready = true;
        private int requested;

        @Override
        public void onNext(BatchResult result) {
            results.add(result);
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onCompleted() {
            // The test has ended.
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            onCancel = handler;
        }

        @Override
        public void setCompression(String compression) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            onReady = handler;
        }

        @Override
        public void disableAutoInboundFlowControl() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void request(int count) {
            requested += count;
        }

        @Override
        public void setMessageCompression(boolean enable) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void disableAutoRequest() {
            // All that is read is asked for.
        }
    }
}
