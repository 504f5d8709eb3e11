package io.numactor.runtime.http;

import io.numactor.runtime.security.ApiToken;
import io.numactor.runtime.security.Credentials;
import io.numactor.runtime.security.TlsFiles;
import java.net.BindException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.settings.ParserSettings;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.japi.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bound HTTP server on pekko-http's low-level API. It reads the body (at most 1 MiB) before it asks a handler, and
 * turns every failure into JSON without a stack trace, which goes to the log.
 */
public final class HttpFront {
    /** The largest body that is taken, in bytes. */
    public static final long MAX_BODY_BYTES = 1L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(5);
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
        Function<HttpRequest, CompletionStage<HttpResponse>> served = request ->
                isAllowed(request, credentials.token()) ? serve(system, request, routes) : refuse(system, request);
        ServerBuilder plain = Http.get(system).newServerAt(host, port).withSettings(settings(system));
        return credentials
                .tls()
                .map(files -> plain.enableHttps(mutual(files)))
                .orElse(plain)
                .bind(served)
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

    private static ServerSettings settings(ActorSystem<?> system) {
        ParserSettings parsing = ParserSettings.forServer(system).withMaxContentLength(MAX_BODY_BYTES);
        return ServerSettings.create(Adapter.toClassic(system))
                .withParserSettings(parsing)
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

    /** Health says nothing but "up": whoever only watches needs no secret. */
    private static boolean isAllowed(HttpRequest request, Optional<ApiToken> token) {
        return token.isEmpty()
                || request.getUri().path().startsWith("/health/")
                || request.getHeader(ApiToken.HEADER)
                        .map(HttpHeader::value)
                        .filter(token.get()::isShownBy)
                        .isPresent();
    }

    private static CompletionStage<HttpResponse> refuse(ActorSystem<?> system, HttpRequest request) {
        request.discardEntityBytes(system);
        return CompletableFuture.completedFuture(
                HttpReplies.error(401, "show this cluster's token, in a header: Authorization: Bearer TOKEN")
                        .addHeader(RawHeader.create("WWW-Authenticate", "Bearer")));
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
            return request.entity()
                    .toStrict(BODY_TIMEOUT.toMillis(), system)
                    .thenCompose(body -> handler.handle(request.withEntity(body)));
        }
        try {
            return handler.handle(request);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    private static HttpResponse failed(HttpRequest request, Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof EntityStreamSizeException) {
            return HttpReplies.error(413, "a body may have at most " + MAX_BODY_BYTES + " bytes");
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
