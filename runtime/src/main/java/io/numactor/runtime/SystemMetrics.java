package io.numactor.runtime;

import io.numactor.runtime.metrics.MetricCatalog;
import io.numactor.runtime.metrics.MetricSource;
import io.numactor.runtime.metrics.Sample;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.AllDeadLetters;
import org.apache.pekko.actor.SuppressedDeadLetter;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** What an actor system adds to its JVM's metrics: messages that wait, and messages that nobody took. */
public final class SystemMetrics implements MetricSource {
    private final ActorSystem<?> system;
    private final AtomicLong deadLetters = new AtomicLong();

    private SystemMetrics(ActorSystem<?> system) {
        this.system = system;
    }

    /** Begins to count in a running system; not what the senders themselves say may be lost, as Pekko does when it tidies up. */
    public static SystemMetrics of(ActorSystem<?> system) {
        SystemMetrics metrics = new SystemMetrics(system);
        system.systemActorOf(
                Behaviors.<AllDeadLetters>setup(context -> {
                    system.eventStream().tell(new EventStream.Subscribe<>(AllDeadLetters.class, context.getSelf()));
                    return Behaviors.receiveMessage(letter -> {
                        if (!(letter instanceof SuppressedDeadLetter)) {
                            metrics.deadLetters.incrementAndGet();
                        }
                        return Behaviors.same();
                    });
                }),
                "dead-letter-count",
                Props.empty());
        return metrics;
    }

    @Override
    public CompletionStage<List<Sample>> samples() {
        return CompletableFuture.completedFuture(List.of(
                Sample.of(MetricCatalog.DEAD_LETTERS_TOTAL, deadLetters.get()),
                Sample.of(
                        MetricCatalog.MAILBOX_MESSAGES,
                        MailboxDepths.get(system).messages())));
    }
}
