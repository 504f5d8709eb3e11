package io.numactor.runtime;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that an actor system that is told to end does. Artery ends when all its outbound streams have, and one of them
 * can wait for ever: when the inbound control stream ends first, the outbound one completes instead of failing, TLS ignores
 * the completion and waits for the other side to close, and the other side may be out of reach or have put this one into
 * quarantine (Pekko 1.7.0). So the TCP connections that are left after a while are closed, and whoever waits for the end is
 * told when it does not come.
 */
public final class SystemEnd {
    private static final Logger LOG = LoggerFactory.getLogger(SystemEnd.class);
    /** Actors with a TCP connection each. */
    private static final String CONNECTIONS = "/system/IO-TCP/selectors/*/*";
    /** Three times what Artery gives itself to send its last messages. */
    private static final Duration UNTIL_CLOSED = Duration.ofSeconds(3);

    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final ActorSystem<?> system;
    private final Duration untilClosed;
    private final Duration limit;
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();

    private SystemEnd(ActorSystem<?> system, Duration untilClosed, Duration limit) {
        this.system = system;
        this.untilClosed = untilClosed;
        this.limit = limit;
    }

    /** That of a system with connections to others. */
    public static SystemEnd of(ActorSystem<?> system) {
        return of(system, UNTIL_CLOSED, LIMIT);
    }

    static SystemEnd of(ActorSystem<?> system, Duration untilClosed, Duration limit) {
        SystemEnd end = new SystemEnd(system, untilClosed, limit);
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseActorSystemTerminate(), "bound-the-end", end::begin);
        system.getWhenTerminated().thenRun(() -> end.over.complete(true));
        return end;
    }

    /** Completed when the system has ended, with true; or with false when it should have and has not after 15 s. */
    public CompletionStage<Boolean> whenOver() {
        return over.minimalCompletionStage();
    }

    private CompletionStage<Done> begin() {
        over.completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS);
        system.scheduler().scheduleOnce(untilClosed, this::closeConnections, system.executionContext());
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    private void closeConnections() {
        LOG.info(
                "connections are left {} s after the end of the actor system began: they are closed",
                untilClosed.toSeconds());
        Adapter.toClassic(system)
                .actorSelection(CONNECTIONS)
                .tell(PoisonPill.getInstance(), org.apache.pekko.actor.ActorRef.noSender());
    }
}
