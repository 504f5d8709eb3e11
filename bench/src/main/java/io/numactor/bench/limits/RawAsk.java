package io.numactor.bench.limits;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
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
    private final Chains chains = new Chains();
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

    @Override
    public double burst(Duration length) {
        return chains.rate(outstanding, length, this::next);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the chain goes on by itself
    private void next(int chain) {
        CompletionStage<Answer> answer =
                AskPattern.ask(answerer, replyTo -> new Question(chain, replyTo), TIMEOUT, system.scheduler());
        answer.whenComplete((done, failure) -> {
            chains.count(failure == null ? 1 : 0);
            if (chains.ending()) {
                chains.ended();
            } else {
                next(chain);
            }
        });
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
