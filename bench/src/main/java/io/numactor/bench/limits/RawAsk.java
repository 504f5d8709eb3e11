package io.numactor.bench.limits;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Bare asks within one JVM: an actor on the nodes' dispatcher that answers at once. */
final class RawAsk implements Contender, AutoCloseable {
    /** The timers of answered asks stay until it has passed, so it is not longer than it has to be. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private record Question(long id, ActorRef<Answer> replyTo) {}

    private record Answer(long id) {}

    private final ActorSystem<Void> system = RawSystem.local("raw-ask");
    private final ActorRef<Question> answerer =
            system.systemActorOf(answering(), "answerer", DispatcherSelector.fromConfig("numactor.node-dispatcher"));
    private final int outstanding;

    RawAsk(int outstanding) {
        this.outstanding = outstanding;
    }

    private static Behavior<Question> answering() {
        return Behaviors.receiveMessage(question -> {
            question.replyTo().tell(new Answer(question.id()));
            return Behaviors.same();
        });
    }

    /**
     * Waits for the oldest answer, then asks again. Not by a callback on the future: on few cores Java starts a thread
     * for each of those.
     */
    @Override
    public double burst(Duration length) {
        Deque<CompletableFuture<Answer>> asked = new ArrayDeque<>();
        long answers = 0;
        long start = System.nanoTime();
        long end = start + length.toNanos();
        while (System.nanoTime() < end) {
            while (asked.size() < outstanding) {
                asked.add(ask());
            }
            asked.remove().join();
            answers++;
        }
        asked.forEach(CompletableFuture::join);
        return (answers + asked.size()) / ((System.nanoTime() - start) / 1e9);
    }

    private CompletableFuture<Answer> ask() {
        return AskPattern.<Question, Answer>ask(
                        answerer, replyTo -> new Question(1, replyTo), TIMEOUT, system.scheduler())
                .toCompletableFuture();
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
