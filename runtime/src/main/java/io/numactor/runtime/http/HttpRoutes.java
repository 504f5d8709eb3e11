package io.numactor.runtime.http;

import io.numactor.runtime.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Which handler answers which method and path. Immutable: each method gives a new table. A path is taken as it stands,
 * or, when it ends with {@code /*}, with anything after the slash; the longest match wins.
 */
public final class HttpRoutes {
    private static final ContentType METRICS = ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

    private final List<Route> routes;

    private HttpRoutes(List<Route> routes) {
        this.routes = routes;
    }

    /** No route at all. */
    public static HttpRoutes none() {
        return new HttpRoutes(List.of());
    }

    /**
     * What every JVM answers: {@code /metrics}, {@code /health/live} (200 as long as it answers) and
     * {@code /health/ready} (200 or 503).
     */
    public static HttpRoutes builtIn(Metrics metrics, BooleanSupplier ready) {
        return none().get("/metrics", request -> metrics.scrape().thenApply(text -> HttpReplies.of(200, METRICS, text)))
                .get("/health/live", request -> now(HttpReplies.json(200, "{\"status\":\"live\"}\n")))
                .get("/health/ready", request -> now(readiness(ready.getAsBoolean())));
    }

    public HttpRoutes get(String path, HttpHandler handler) {
        return with("GET", path, handler);
    }

    public HttpRoutes post(String path, HttpHandler handler) {
        return with("POST", path, handler);
    }

    public HttpRoutes delete(String path, HttpHandler handler) {
        return with("DELETE", path, handler);
    }

    /** The table with one route more; a route for the same method and path is replaced. */
    public HttpRoutes with(String method, String path, HttpHandler handler) {
        List<Route> more = new ArrayList<>(routes);
        more.removeIf(route -> route.method.equals(method) && route.path.equals(path));
        more.add(new Route(method, path, handler));
        return new HttpRoutes(List.copyOf(more));
    }

    /** The body of a request that a handler was given, as UTF-8. */
    public static String body(HttpRequest request) {
        return ((HttpEntity.Strict) request.entity()).getData().decodeString(StandardCharsets.UTF_8);
    }

    /** The handler of a request; for an unknown path one that answers 404, for a wrong method one that answers 405. */
    HttpHandler find(String method, String path) {
        Optional<String> pattern = routes.stream()
                .filter(route -> route.matches(path))
                .map(Route::path)
                .max(Comparator.comparingInt(String::length));
        return pattern.isEmpty()
                ? request -> now(HttpReplies.error(404, "no such path: " + path))
                : ofMethod(method, pattern.get());
    }

    private HttpHandler ofMethod(String method, String pattern) {
        return routes.stream()
                .filter(route -> route.path.equals(pattern) && route.method.equals(method))
                .map(Route::handler)
                .findFirst()
                .orElseGet(() -> request -> now(wrongMethod(method, pattern)));
    }

    private HttpResponse wrongMethod(String method, String pattern) {
        String allowed = routes.stream()
                .filter(route -> route.path.equals(pattern))
                .map(Route::method)
                .sorted()
                .collect(Collectors.joining(", "));
        return HttpReplies.error(405, method + " is not allowed here, only " + allowed)
                .addHeader(RawHeader.create("Allow", allowed));
    }

    private static HttpResponse readiness(boolean ready) {
        return ready
                ? HttpReplies.json(200, "{\"status\":\"ready\"}\n")
                : HttpReplies.json(503, "{\"status\":\"not ready\"}\n");
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    private record Route(String method, String path, HttpHandler handler) {
        boolean matches(String asked) {
            return path.endsWith("/*") ? asked.startsWith(path.substring(0, path.length() - 1)) : asked.equals(path);
        }
    }
}
