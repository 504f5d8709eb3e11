package io.numactor.coordinator.api;

import io.grpc.Status;
import io.numactor.api.v1.LostPages;
import io.numactor.api.v1.OwnerEvent;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.coordinator.router.Held;
import io.numactor.coordinator.router.OwnerWatcher;
import io.numactor.proto.RouterCommand;
import io.numactor.runtime.http.Caller;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.CacheControl;
import org.apache.pekko.http.javadsl.model.headers.CacheDirectives;
import org.apache.pekko.http.scaladsl.model.sse.ServerSentEvent;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * What an owner loses, as Server-Sent Events: {@code lost} for each life of a node that died, and {@code ended} as the last;
 * their data is an {@link OwnerEvent} in JSON, on one line. An empty event now and then keeps the connection open.
 */
final class OwnerEventFeed implements OwnerWatcher {
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    /** All nodes of the largest machine may die at once; a client that is further behind is cut off. */
    private static final int MAX_UNREAD = 2048;

    private final BoundedSourceQueue<ServerSentEvent> events;
    private final Source<ServerSentEvent, NotUsed> feed;
    private final Held held = new Held();

    private OwnerEventFeed(ActorSystem<?> system) {
        Pair<BoundedSourceQueue<ServerSentEvent>, Source<ServerSentEvent, NotUsed>> queue =
                Source.<ServerSentEvent>queue(MAX_UNREAD).preMaterialize(system);
        this.events = queue.first();
        this.feed = queue.second();
    }

    /** Answers with the stream, or with why the owner cannot be watched; the router forgets a caller that has gone. */
    static CompletionStage<HttpResponse> open(
            ActorSystem<?> system,
            ActorRef<RouterCommand> router,
            long owner,
            Caller caller,
            Function<Status, HttpResponse> refusal) {
        OwnerEventFeed feed = new OwnerEventFeed(system);
        CompletableFuture<HttpResponse> response = new CompletableFuture<>();
        Runnable release = () -> router.tell(new GatewayCommand.Release(feed.held));
        router.tell(new GatewayCommand.WatchOwner(owner, feed, feed.held, new GatewayCommand.Reply<>() {
            @Override
            public void accept(Long watched) {
                response.complete(feed.response(release));
            }

            @Override
            public void refuse(Status status) {
                feed.end();
                response.complete(refusal.apply(status));
            }
        }));
        caller.whenGone(() -> {
            feed.end();
            release.run();
        });
        return response;
    }

    private HttpResponse response(Runnable release) {
        Source<ByteString, NotUsed> bytes = feed.keepAlive(HEARTBEAT, ServerSentEvent::heartbeat)
                .map(ServerSentEvent::encode)
                .watchTermination((value, end) -> {
                    end.whenComplete((done, failure) -> release.run());
                    return value;
                });
        return HttpResponse.create()
                .addHeader(CacheControl.create(CacheDirectives.NO_CACHE()))
                .withEntity(HttpEntities.create(MediaTypes.TEXT_EVENT_STREAM.toContentType(), bytes));
    }

    @Override
    public void lost(LostPages pages) {
        send("lost", OwnerEvent.newBuilder().setLost(pages));
    }

    @Override
    public void ended(String why) {
        send("ended", OwnerEvent.newBuilder().setEnded(why));
        end();
    }

    private void end() {
        over(BoundedSourceQueue::complete);
    }

    /** Its client may have ended it at the same moment, which the queue takes for a mistake. */
    private void over(Consumer<BoundedSourceQueue<ServerSentEvent>> ending) {
        try {
            ending.accept(events);
        } catch (IllegalStateException e) {
            // over already
        }
    }

    private void send(String type, OwnerEvent.Builder event) {
        if (!events.offer(ServerSentEvent.apply(Json.line(event), type)).isEnqueued()) {
            over(queue ->
                    queue.fail(new IllegalStateException("the client is more than " + MAX_UNREAD + " events behind")));
        }
    }
}
