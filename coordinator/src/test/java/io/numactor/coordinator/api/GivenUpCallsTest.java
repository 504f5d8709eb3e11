package io.numactor.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.AllocationServiceGrpc;
import io.numactor.api.v1.Batch;
import io.numactor.api.v1.LostPages;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.OwnerEvent;
import io.numactor.api.v1.WatchOwnerRequest;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.proto.RouterCommand;
import io.numactor.runtime.security.ApiLimits;
import io.numactor.runtime.security.Credentials;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients over real connections that do not wait for their answers. */
final class GivenUpCallsTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final ApiLimits LIMITS =
            new ApiLimits(1 << 20, 1 << 20, 8192, 100, 100, 1000, 100_000, Duration.ofMinutes(1));
    private static final AllocateRequest REQUEST =
            AllocateRequest.newBuilder().setOwner(7).build();

    private final TestProbe<RouterCommand> router = KIT.createTestProbe();
    private final Admission admission = new Admission(1000);
    private final GrpcFront front = serve();
    private final ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", front.port())
            .usePlaintext()
            .build();

    private GrpcFront serve() {
        try {
            return GrpcFront.start("127.0.0.1", 0, router.ref(), admission, Credentials.NONE, LIMITS);
        } catch (BindException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        front.close();
    }

    @AfterAll
    static void stopActors() {
        KIT.shutdownTestKit();
    }

    @Test
    void aCallThatIsCancelledIsGivenUp() {
        ListenableFuture<AllocateResponse> answer =
                AllocationServiceGrpc.newFutureStub(channel).allocate(REQUEST);
        GatewayCommand.Submit submit = router.expectMessageClass(GatewayCommand.Submit.class);
        answer.cancel(true);

        assertThat(router.expectMessageClass(GatewayCommand.GiveUp.class).call())
                .isSameAs(submit.call());
    }

    @Test
    void aCallPastItsDeadlineIsGivenUpAndALateAnswerTakenBack() {
        AllocationServiceGrpc.AllocationServiceBlockingStub stub =
                AllocationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(200, TimeUnit.MILLISECONDS);
        assertThatThrownBy(() -> stub.allocate(REQUEST))
                .extracting(failure -> Status.fromThrowable(failure).getCode())
                .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        GatewayCommand.Submit submit = router.expectMessageClass(GatewayCommand.Submit.class);
        router.expectMessageClass(GatewayCommand.GiveUp.class);
        List<OperationResult> late = List.of(OperationResult.getDefaultInstance());
        submit.reply().accept(late);

        GatewayCommand.TakeBack takeBack = router.expectMessageClass(GatewayCommand.TakeBack.class);
        assertThat(takeBack.operations()).isEqualTo(submit.operations());
        assertThat(takeBack.results()).isSameAs(late);
    }

    @Test
    void aClientThatIsGoneGivesItsStreamUp() {
        StreamObserver<Batch> stream = AllocationServiceGrpc.newStub(channel).stream(new Ignored<>());
        stream.onNext(Batch.newBuilder()
                .setClient(17)
                .addOperations(Operation.newBuilder().setAllocate(REQUEST))
                .build());
        router.expectMessageClass(GatewayCommand.HoldClient.class);
        GatewayCommand.Submit submit = router.expectMessageClass(GatewayCommand.Submit.class);
        channel.shutdownNow();

        assertThat(router.expectMessageClass(GatewayCommand.GiveUp.class).call())
                .isSameAs(submit.call());
        router.expectMessageClass(GatewayCommand.Release.class);
    }

    @Test
    void aWatcherHearsUntilTheOwnerEnds() {
        Iterator<OwnerEvent> events = AllocationServiceGrpc.newBlockingStub(channel)
                .watchOwner(WatchOwnerRequest.newBuilder().setOwner(7).build());
        GatewayCommand.WatchOwner watch = router.expectMessageClass(GatewayCommand.WatchOwner.class);
        LostPages lost = LostPages.newBuilder().setNode(2).setPages(500).build();
        watch.watcher().lost(lost);
        watch.watcher().ended("it was closed");

        List<OwnerEvent> heard = new ArrayList<>();
        events.forEachRemaining(heard::add);
        assertThat(watch.owner()).isEqualTo(7);
        assertThat(heard).hasSize(2);
        assertThat(heard.get(0).getLost()).isEqualTo(lost);
        assertThat(heard.get(1).getEnded()).isEqualTo("it was closed");
    }

    private static final class Ignored<T> implements StreamObserver<T> {
        @Override
        public void onNext(T answer) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
