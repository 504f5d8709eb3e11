package io.numactor.coordinator.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.LostPages;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.proto.RouterCommand;
import io.numactor.runtime.SystemConfig;
import io.numactor.runtime.http.HttpFront;
import io.numactor.runtime.http.HttpRoutes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients over real HTTP connections that do not wait for their answers, or listen for long. */
final class HttpClientsTest {
    private static final ActorTestKit KIT = ActorTestKit.create("http-clients", SystemConfig.embedded());
    private static final String HOST = "127.0.0.1";
    private static final String ALLOCATE =
            "POST /v1/allocate HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 14\r\n\r\n{\"owner\": \"7\"}";
    private static final String WATCH = "GET /v1/owners/7 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    private static final List<OperationResult> SERVED = List.of(OperationResult.newBuilder()
            .setAllocated(AllocateResponse.newBuilder()
                    .setServed(1)
                    .addRuns(PageRun.newBuilder().setBlocks(1)))
            .build());
    private static final LostPages LOST =
            LostPages.newBuilder().setNode(2).setPages(500).build();

    private final TestProbe<RouterCommand> router = KIT.createTestProbe();
    private final Admission admission = new Admission(1);
    private final HttpFront front = await(HttpFront.start(
            KIT.system(), HOST, 0, HttpApi.addTo(HttpRoutes.none(), KIT.system(), router.ref(), admission)));

    @AfterEach
    void stop() {
        await(front.stop());
    }

    @AfterAll
    static void stopActors() {
        KIT.shutdownTestKit();
    }

    @Test
    void aCallWhoseConnectionEndsIsGivenUpAndALateAnswerTakenBack() throws Exception {
        GatewayCommand.Submit submit;
        try (Socket client = send(ALLOCATE)) {
            submit = router.expectMessageClass(GatewayCommand.Submit.class);
        }
        assertThat(router.expectMessageClass(GatewayCommand.GiveUp.class).call())
                .isSameAs(submit.call());
        submit.reply().accept(SERVED);

        GatewayCommand.TakeBack takeBack = router.expectMessageClass(GatewayCommand.TakeBack.class);
        assertThat(takeBack.operations()).isEqualTo(submit.operations());
        assertThat(takeBack.results()).isSameAs(SERVED);
        assertThat(admission.enter(1)).isTrue();
    }

    @Test
    void aCallThatIsAnsweredIsNotGivenUp() throws Exception {
        try (Socket client = send(ALLOCATE)) {
            GatewayCommand.Submit submit = router.expectMessageClass(GatewayCommand.Submit.class);
            submit.reply().accept(SERVED);
            assertThat(lines(client).readLine()).isEqualTo("HTTP/1.1 200 OK");
        }
        await(front.stop());

        router.expectNoMessage();
    }

    @Test
    void aWatcherHearsUntilTheOwnerEnds() throws Exception {
        try (Socket client = send(WATCH)) {
            GatewayCommand.WatchOwner watch = router.expectMessageClass(GatewayCommand.WatchOwner.class);
            assertThat(watch.owner()).isEqualTo(7);
            watch.reply().accept(7L);
            watch.watcher().lost(LOST);
            watch.watcher().ended("it was closed");

            assertThat(lines(client).lines().filter(line -> line.matches("\\p{Lower}+: ?.*")))
                    .containsExactly(
                            "data:{\"lost\":{\"node\":2,\"incarnation\":\"0\",\"pages\":\"500\"}}",
                            "event:lost",
                            "data:{\"ended\":\"it was closed\"}",
                            "event:ended");
        }
        router.expectMessageClass(GatewayCommand.Release.class);
    }

    @Test
    void aWatcherThatLeavesIsForgotten() throws Exception {
        GatewayCommand.WatchOwner watch;
        try (Socket client = send(WATCH)) {
            watch = router.expectMessageClass(GatewayCommand.WatchOwner.class);
            watch.reply().accept(7L);
            assertThat(lines(client).readLine()).isEqualTo("HTTP/1.1 200 OK");
        }

        assertThat(router.expectMessageClass(GatewayCommand.Release.class).held())
                .isSameAs(watch.held());
    }

    @Test
    void whoMayNotWatchIsToldWhy() throws Exception {
        try (Socket client = send(WATCH)) {
            router.expectMessageClass(GatewayCommand.WatchOwner.class)
                    .reply()
                    .refuse(Status.NOT_FOUND.withDescription("owner: no owner 7"));

            assertThat(lines(client).readLine()).isEqualTo("HTTP/1.1 404 Not Found");
        }
    }

    private Socket send(String request) throws IOException {
        Socket client = new Socket(HOST, front.port());
        client.setSoTimeout(20_000);
        client.getOutputStream().write(request.getBytes(US_ASCII));
        return client;
    }

    private static BufferedReader lines(Socket client) throws IOException {
        return new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
