package io.numactor.runtime.http;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** The body of a request: read whole, or read and dropped. */
final class RequestBody {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /**
     * So many times the limit is read of a body that is not wanted. A client that is still sending when its connection is
     * closed does not see the answer.
     */
    private static final int DROPPED_LIMITS = 16;

    private RequestBody() {}

    static CompletionStage<HttpEntity.Strict> read(HttpRequest request, ActorSystem<?> system) {
        return request.entity().toStrict(TIMEOUT.toMillis(), system);
    }

    /** Whether the request says that its body has more bytes than that. */
    static boolean exceeds(HttpRequest request, int limit) {
        return request.entity().getContentLengthOption().orElse(0) > limit;
    }

    /** Never fails: when the body does not end, in time or at all, what follows ends the connection. */
    static CompletionStage<Done> drop(HttpRequest request, int limit, ActorSystem<?> system) {
        return request.entity()
                .withSizeLimit((long) limit * DROPPED_LIMITS)
                .discardBytes(system)
                .completionStage()
                .toCompletableFuture()
                .completeOnTimeout(Done.getInstance(), TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> Done.getInstance());
    }
}
