package io.numactor.runtime.http;

import io.numactor.runtime.security.ApiLimits;
import io.numactor.runtime.security.CallRates;
import io.numactor.runtime.security.Credentials;
import io.numactor.runtime.security.TlsFiles;
import java.net.BindException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.HttpsConnectionContext;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ParserSettings;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.japi.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.duration.FiniteDuration;

/**
 * A bound HTTP server on pekko-http's low-level API. It reads the body before it asks a handler, and
 * turns every failure into JSON without a stack trace, which goes to the log.
 */
public final class HttpFront {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
    private static final int MAX_HEADERS = 64;
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(2);

    private final ServerBinding binding;

    private HttpFront(ServerBinding binding) {
        this.binding = binding;
    }

    /** Without certificates and token. */
    public static CompletionStage<HttpFront> start(ActorSystem<?> system, String host, int port, HttpRoutes routes) {
        return start(system, host, port, routes, Credentials.NONE);
    }

    /**
     * Binds and serves until {@link #stop}. Port 0 takes any free one. Fails with a {@link BindException} that names
     * host and port. With certificates a client shows one too; with a token every path but those of health asks for it.
     */
    public static CompletionStage<HttpFront> start(
            ActorSystem<?> system, String host, int port, HttpRoutes routes, Credentials credentials) {
        ApiLimits limits = ApiLimits.of(system.settings().config());
        Doorkeeper door = new Doorkeeper(credentials.token(), new CallRates(limits.callsPerSecond()));
        Function<HttpRequest, CompletionStage<HttpResponse>> served = request -> door.refusal(request)
                .or(() -> tooLarge(request, limits.bodyBytes()))
                .map(refusal ->
                        RequestBody.drop(request, limits.bodyBytes(), system).thenApply(dropped -> refusal))
                .orElseGet(() -> serve(system, request, routes));
        ServerBuilder plain = Http.get(system).newServerAt(host, port).withSettings(settings(system, limits));
        return credentials
                .tls()
                .map(files -> plain.enableHttps(mutual(files)))
                .orElse(plain)
                .bindFlow(Caller.connection(served))
                .thenApply(HttpFront::new)
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(cannotBind(host, port, failure)));
    }

    /** The port that it listens on. */
    public int port() {
        return binding.localAddress().getPort();
    }

    /** Takes no more connections and lets requests end, for at most 2 s. */
    public CompletionStage<Done> stop() {
        return binding.terminate(STOP_DEADLINE).thenApply(terminated -> Done.getInstance());
    }

    private static ServerSettings settings(ActorSystem<?> system, ApiLimits limits) {
        ParserSettings parsing = ParserSettings.forServer(system)
                .withMaxContentLength(limits.bodyBytes())
                .withMaxHeaderValueLength(limits.headerBytes())
                .withMaxUriLength(limits.headerBytes())
                .withMaxHeaderCount(MAX_HEADERS)
                .withIllegalHeaderWarnings(false);
        ServerSettings defaults = ServerSettings.create(Adapter.toClassic(system));
        return defaults.withParserSettings(parsing)
                .withMaxConnections(limits.connections())
                .withTimeouts(defaults.getTimeouts()
                        .withIdleTimeout(FiniteDuration.fromNanos(limits.idle().toNanos())))
                .withRemoteAddressAttribute(true)
                .withTransparentHeadRequests(true)
                .withServerHeader(Optional.empty());
    }

    private static HttpsConnectionContext mutual(TlsFiles files) {
        SSLContext context = files.context();
        return ConnectionContext.httpsServer(() -> {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            engine.setNeedClientAuth(true);
            return engine;
        });
    }

    private static Optional<HttpResponse> tooLarge(HttpRequest request, int limit) {
        return RequestBody.exceeds(request, limit) ? Optional.of(tooLarge(limit)) : Optional.empty();
    }

    private static HttpResponse tooLarge(long limit) {
        return HttpReplies.error(413, "a body may have at most " + limit + " bytes");
    }

    private static CompletionStage<HttpResponse> serve(ActorSystem<?> system, HttpRequest request, HttpRoutes routes) {
        HttpHandler handler =
                routes.find(request.method().value(), request.getUri().path());
        return answer(system, request, handler).exceptionally(failure -> failed(request, failure));
    }

    /** Most bodies come whole with their request: those cost no hop to another thread. */
    private static CompletionStage<HttpResponse> answer(
            ActorSystem<?> system, HttpRequest request, HttpHandler handler) {
        if (!request.entity().isStrict()) {
            return RequestBody.read(request, system).thenCompose(body -> handler.handle(request.withEntity(body)));
        }
        try {
            return handler.handle(request);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    private static HttpResponse failed(HttpRequest request, Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof EntityStreamSizeException tooLarge) {
            return tooLarge(tooLarge.limit());
        }
        if (cause instanceof EntityStreamException || cause instanceof TimeoutException) {
            return HttpReplies.error(400, "the body ended early, or did not come in time");
        }
        LOG.error("{} {} failed", request.method().value(), request.getUri().path(), cause);
        return HttpReplies.error(500, "internal error, see the log of this JVM");
    }

    private static BindException cannotBind(String host, int port, Throwable failure) {
        Throwable cause = unwrap(failure);
        BindException named = new BindException("cannot listen on " + host + ":" + port + ": " + reason(cause)
                + "; choose another port or stop what listens there");
        named.initCause(cause);
        return named;
    }

    /** The innermost message: pekko says only that binding failed. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost.getMessage() == null ? innermost.getClass().getSimpleName() : innermost.getMessage();
    }

    private static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
