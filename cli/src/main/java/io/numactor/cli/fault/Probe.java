package io.numactor.cli.fault;

import io.numactor.cli.running.ClusterProblem;
import io.numactor.runtime.security.ApiToken;
import io.numactor.runtime.security.Credentials;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks for a page of one node again and again, each time by a new request that waits for no other, to find out after
 * which time the first is served: of that node or of another in its place.
 */
final class Probe implements AutoCloseable {
    private static final long EVERY_MILLIS = 20;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern OWNER = Pattern.compile("\"owner\"\\s*:\\s*\"(\\d+)\"");
    private static final Pattern SERVED = Pattern.compile("\"served\"\\s*:\\s*1\\b");

    private final HttpClient client;
    private final Optional<ApiToken> token;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "probe");
        thread.setDaemon(true);
        return thread;
    });
    private final CompletableFuture<Long> served = new CompletableFuture<>();
    private final String api;
    private final String owner;
    private final HttpRequest request;

    private Probe(Target target) {
        Credentials credentials = target.cluster().reach().credentials();
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT);
        credentials.tls().ifPresent(files -> builder.sslContext(files.context()));
        this.client = builder.build();
        this.token = credentials.token();
        this.api = target.cluster().reach().url(target.api().port()) + "/v1/";
        this.owner = open();
        this.request = post("allocate", "{\"owner\":\"" + owner + "\",\"node\":" + target.node() + "}");
    }

    /** One that is ready to begin. */
    static Probe of(Target target) {
        Probe probe = new Probe(target);
        probe.send(probe.request).join();
        return probe;
    }

    private String open() {
        String answer = send(post("owners", "{\"name\":\"probe\"}")).join().body();
        Matcher id = OWNER.matcher(answer);
        if (!id.find()) {
            throw ClusterProblem.failed("no owner for the probe: " + answer);
        }
        return id.group(1);
    }

    private HttpRequest post(String path, String json) {
        return to(path).POST(HttpRequest.BodyPublishers.ofString(json)).build();
    }

    private HttpRequest.Builder to(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path));
        token.ifPresent(shown -> request.header(ApiToken.HEADER, shown.header()));
        return request;
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest any) {
        return client.sendAsync(any, HttpResponse.BodyHandlers.ofString());
    }

    /** From now on requests are made. */
    @SuppressWarnings("FutureReturnValueIgnored") // whoever closes it ends it
    void begin() {
        clock.scheduleAtFixedRate(this::ask, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it tells the other future
    private void ask() {
        if (!served.isDone()) {
            send(request).thenAccept(answer -> {
                if (SERVED.matcher(answer.body()).find()) {
                    served.complete(System.nanoTime());
                }
            });
        }
    }

    /**
     * When the first request was served, by {@link System#nanoTime}.
     *
     * @throws ClusterProblem when none is
     */
    long served() {
        try {
            return served.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw ClusterProblem.failed("no allocation has succeeded within " + LIMIT.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ClusterProblem.failed("interrupted");
        }
    }

    /** Gives all pages back; what is asked of the lost node still is not waited for. */
    @Override
    public void close() {
        clock.shutdownNow();
        try {
            client.send(to("owners/" + owner).DELETE().timeout(LIMIT).build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            throw ClusterProblem.failed("the probe's owner " + owner + " stays open: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
