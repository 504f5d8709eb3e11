package io.numactor.runtime.http;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Flow;

/** Whoever waits at the other end of a connection for the answer to its request. */
public final class Caller {
    private static final AttributeKey<Caller> KEY = AttributeKey.create("caller", Caller.class);
    private static final Runnable NOTHING = () -> {};

    private Runnable whenGone = NOTHING;
    private boolean gone;

    /** Who sent a request that a handler was given. */
    public static Caller of(HttpRequest request) {
        return request.getAttribute(KEY).orElseGet(Caller::new);
    }

    /**
     * Runs the action, once, when the connection ends before the answer is on its way, or while it is a stream that goes on
     * or has just gone out; at once when the connection has ended. It may run on any thread and must not block.
     */
    public void whenGone(Runnable action) {
        if (!isWaiting(action)) {
            action.run();
        }
    }

    private synchronized boolean isWaiting(Runnable action) {
        whenGone = action;
        return !gone;
    }

    private void leave() {
        left().run();
    }

    private synchronized Runnable left() {
        gone = true;
        return forget();
    }

    private synchronized Runnable forget() {
        Runnable action = whenGone;
        whenGone = NOTHING;
        return action;
    }

    private HttpResponse answer(HttpResponse response) {
        if (response.entity().isStrict()) {
            forget();
        }
        return response;
    }

    /**
     * One connection: a request is served when the one before is answered. Meanwhile the connection is read on, as far as
     * the next request: its end would not be seen otherwise.
     */
    static Flow<HttpRequest, HttpResponse, ?> connection(Function<HttpRequest, CompletionStage<HttpResponse>> served) {
        return Flow.fromMaterializer((materializer, attributes) -> {
            Caller caller = new Caller();
            return Flow.<HttpRequest>create()
                    .watchTermination((value, end) -> end.whenComplete((done, failure) -> caller.leave()))
                    .buffer(1, OverflowStrategy.backpressure())
                    .mapAsync(1, request -> served.apply(request.addAttribute(KEY, caller)))
                    .map(caller::answer);
        });
    }
}
