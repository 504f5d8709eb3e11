package io.numactor.runtime.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.runtime.SystemConfig;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Clients over real connections that wait for their answer, or do not. */
final class CallerTest {
    private static final String HOST = "127.0.0.1";
    private static final int PATIENCE_SECONDS = 20;
    private static final ActorSystem<Void> SYSTEM =
            ActorSystem.create(Behaviors.empty(), "callers", SystemConfig.embedded());
    private static final BlockingQueue<Call> CALLS = new LinkedBlockingQueue<>();
    private static final HttpFront FRONT =
            await(HttpFront.start(SYSTEM, HOST, 0, HttpRoutes.none().post("/slow", CallerTest::take)));

    /** A request that the test answers. */
    private record Call(CompletableFuture<HttpResponse> answer, CompletableFuture<String> gone) {}

    private static CompletionStage<HttpResponse> take(HttpRequest request) {
        Call call = new Call(new CompletableFuture<>(), new CompletableFuture<>());
        Caller.of(request).whenGone(() -> call.gone().complete("gone"));
        CALLS.add(call);
        return call.answer();
    }

    @AfterAll
    static void stop() {
        await(FRONT.stop());
        SYSTEM.terminate();
        await(SYSTEM.getWhenTerminated());
    }

    @Test
    void isGoneWhenItClosesItsConnection() throws Exception {
        Call call;
        try (Socket client = ask("HTTP/1.1", "")) {
            call = CALLS.take();
        }

        assertThat(await(call.gone())).isEqualTo("gone");
        call.answer().complete(HttpReplies.text(200, "late"));
    }

    @Test
    void isGoneWhenItsConnectionIsReset() throws Exception {
        Call call;
        try (Socket client = ask("HTTP/1.1", "")) {
            call = CALLS.take();
            client.setSoLinger(true, 0);
        }

        assertThat(await(call.gone())).isEqualTo("gone");
        call.answer().complete(HttpReplies.text(200, "late"));
    }

    @Test
    void waitsThoughItWantsNoFurtherRequest() throws Exception {
        try (Socket client = ask("HTTP/1.1", "Connection: close\r\n");
                Socket older = ask("HTTP/1.0", "")) {
            for (Call call : new Call[] {CALLS.take(), CALLS.take()}) {
                call.answer().complete(HttpReplies.text(200, "answer"));
                assertThat(call.gone()).isNotDone();
            }
            assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 200");
            assertThat(new String(older.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void whoseConnectionEndsAfterTheAnswerHadIt() throws Exception {
        Call first;
        Call second;
        try (Socket client = ask("HTTP/1.1", "")) {
            first = CALLS.take();
            first.answer().complete(HttpReplies.text(200, "answer"));
            assertThat(client.getInputStream().read()).isEqualTo('H');
            send(client, "HTTP/1.1", "");
            second = CALLS.take();
        }

        await(second.gone());
        assertThat(first.gone()).isNotDone();
        second.answer().complete(HttpReplies.text(200, "late"));
    }

    private static Socket ask(String version, String headers) throws IOException {
        Socket client = new Socket(HOST, FRONT.port());
        client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        send(client, version, headers);
        return client;
    }

    private static void send(Socket client, String version, String headers) throws IOException {
        String request =
                "POST /slow " + version + "\r\nHost: " + HOST + "\r\n" + headers + "Content-Length: 2\r\n\r\n{}";
        client.getOutputStream().write(request.getBytes(US_ASCII));
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
