package io.numactor.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numactor.runtime.SystemConfig;
import io.numactor.runtime.metrics.MetricCatalog;
import io.numactor.runtime.metrics.Metrics;
import io.numactor.runtime.metrics.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class HttpFrontTest {
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final String LOOPBACK = "127.0.0.1";
    private static final ActorSystem<Void> SYSTEM =
            ActorSystem.create(Behaviors.empty(), "http", SystemConfig.embedded());
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final AtomicBoolean READY = new AtomicBoolean();

    private static final Metrics METRICS = new Metrics();
    private static final HttpFront FRONT = await(HttpFront.start(SYSTEM, LOOPBACK, 0, routes()));

    @BeforeAll
    static void count() {
        METRICS.register(() ->
                CompletableFuture.completedFuture(List.of(Sample.of(MetricCatalog.NUMA_HIT_TOTAL, 7, "0", "Normal"))));
    }

    @AfterAll
    static void stop() {
        await(FRONT.stop());
        METRICS.close();
        SYSTEM.terminate();
        await(SYSTEM.getWhenTerminated());
    }

    @Test
    void servesMetricsAsPrometheusText() throws Exception {
        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(response.body()).contains("numactor_numa_hit_total{node=\"0\",zone=\"Normal\"} 7.0");
    }

    @Test
    void isLiveBeforeItIsReady() throws Exception {
        READY.set(false);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);

        READY.set(true);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void answersAnUnknownPathInJson() throws Exception {
        HttpResponse<String> response = get("/nowhere/%22x");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body().strip()).isEqualTo("{\"error\":\"no such path: /nowhere/%22x\"}");
    }

    @Test
    void namesTheMethodsThatAPathTakes() throws Exception {
        HttpResponse<String> response = send("PUT", "/v1/echo", BodyPublishers.noBody());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void handsTheWholeBodyToItsHandler() throws Exception {
        HttpResponse<String> response = send("POST", "/v1/echo", BodyPublishers.ofString("größe"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("größe");
    }

    @Test
    void takesTheLongestMatchingPattern() throws Exception {
        assertThat(get("/v1/owners/17").body()).isEqualTo("owner of /v1/owners/17");
        assertThat(get("/v1/owners/all").body()).isEqualTo("every owner");
        assertThat(get("/v1/owners").statusCode()).isEqualTo(404);
    }

    @Test
    void refusesABodyAboveOneMebibyte() throws Exception {
        byte[] tooMuch = new byte[MAX_BODY_BYTES + 1];

        assertThat(send("POST", "/v1/echo", BodyPublishers.ofByteArray(tooMuch)).statusCode())
                .isEqualTo(413);
    }

    @Test
    void aClientThatSendsAllBeforeItListensSeesTheRefusal() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), FRONT.port())) {
            OutputStream out = client.getOutputStream();
            String head = "POST /v1/echo HTTP/1.1\r\nHost: here\r\nContent-Length: " + 8 * MAX_BODY_BYTES + "\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[8 * MAX_BODY_BYTES]);

            String first = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            assertThat(first).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void takesABodyOfOneMebibyte() throws Exception {
        byte[] justRight = new byte[MAX_BODY_BYTES];

        assertThat(send("POST", "/v1/echo", BodyPublishers.ofByteArray(justRight))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void keepsTheStackTraceOfAFailureToItself() throws Exception {
        for (String path : List.of("/fails", "/throws")) {
            HttpResponse<String> response = get(path);

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).contains("internal error").doesNotContain("secret", "Exception");
        }
    }

    @Test
    void saysWhichPortIsTaken() {
        assertThatThrownBy(() -> await(HttpFront.start(SYSTEM, LOOPBACK, FRONT.port(), HttpRoutes.none())))
                .hasCauseInstanceOf(BindException.class)
                .hasMessageContaining("cannot listen on 127.0.0.1:" + FRONT.port());
    }

    private static HttpRoutes routes() {
        return HttpRoutes.builtIn(METRICS, READY::get)
                .post("/v1/echo", request -> text(HttpRoutes.body(request)))
                .get(
                        "/v1/owners/*",
                        request -> text("owner of " + request.getUri().path()))
                .get("/v1/owners/all", request -> text("every owner"))
                .get("/fails", request -> CompletableFuture.failedFuture(new IllegalStateException("secret")))
                .get("/throws", request -> {
                    throw new IllegalStateException("secret");
                });
    }

    private static CompletionStage<org.apache.pekko.http.javadsl.model.HttpResponse> text(String text) {
        return CompletableFuture.completedFuture(HttpReplies.text(200, text));
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, BodyPublishers.noBody());
    }

    private static HttpResponse<String> send(String method, String path, BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + LOOPBACK + ":" + FRONT.port() + path))
                .method(method, body)
                .timeout(Duration.ofSeconds(20))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
