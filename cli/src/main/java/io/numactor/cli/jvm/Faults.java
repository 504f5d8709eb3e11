package io.numactor.cli.jvm;

import io.numactor.node.NodeRole;
import io.numactor.runtime.Isolation;
import io.numactor.runtime.JvmSettings;
import io.numactor.runtime.SystemConfig;
import io.numactor.runtime.http.HttpReplies;
import io.numactor.runtime.http.HttpRoutes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Faults that a JVM lets itself be told to have, over HTTP: {@code PUT /faults/isolate} (only from some:
 * {@code ?from=HOST:PORT,...}), {@code /faults/heal} and
 * {@code /faults/slow?rate=N}, {@code GET /faults}. Served on a loopback address only, and with the setting
 * {@code numactor.faults}. A PUT, because a page in a browser cannot send one to another site.
 */
final class Faults {
    private static final int MAX_RATE = 1_000_000_000;

    private final Isolation isolation;
    private final Supplier<Optional<NodeRole>> nodes;
    private volatile int requestsPerSecond;

    private Faults(ActorSystem<?> system, Isolation isolation, Supplier<Optional<NodeRole>> nodes) {
        this.isolation = isolation;
        this.nodes = nodes;
        this.requestsPerSecond = system.settings().config().getInt("numactor.node.requests-per-second");
    }

    /** {@code routes} with those of faults, where they are allowed. */
    static HttpRoutes addTo(
            HttpRoutes routes,
            ActorSystem<?> system,
            JvmSettings settings,
            Isolation isolation,
            Supplier<Optional<NodeRole>> nodes) {
        if (!system.settings().config().getBoolean(SystemConfig.FAULTS) || !isLoopback(settings.bindHost())) {
            return routes;
        }
        Faults faults = new Faults(system, isolation, nodes);
        return routes.get("/faults", request -> faults.state())
                .with("PUT", "/faults/isolate", faults::isolate)
                .with("PUT", "/faults/heal", request -> faults.heal())
                .with("PUT", "/faults/slow", faults::slow);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private CompletionStage<HttpResponse> isolate(HttpRequest request) {
        String from = request.getUri().query().get("from").orElse("");
        isolation.begin(from.isEmpty() ? Set.of() : Set.of(from.split(",")));
        return state();
    }

    private CompletionStage<HttpResponse> heal() {
        isolation.end();
        return state();
    }

    private CompletionStage<HttpResponse> slow(HttpRequest request) {
        String rate = request.getUri().query().get("rate").orElse("");
        if (!rate.matches("\\d{1,10}") || Long.parseLong(rate) > MAX_RATE) {
            return now(HttpReplies.error(400, "rate: '" + rate + "' is not in 0.." + MAX_RATE));
        }
        requestsPerSecond = Integer.parseInt(rate);
        nodes.get().ifPresent(role -> role.slow(requestsPerSecond));
        return state();
    }

    private CompletionStage<HttpResponse> state() {
        return now(HttpReplies.json(
                200, "{\"isolated\":" + isolation.isOn() + ",\"requestsPerSecond\":" + requestsPerSecond + "}\n"));
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
