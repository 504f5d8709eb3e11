package io.numactor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.SystemGuardian;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** The end of an actor system that waits, as Artery makes it, for something that does not come by itself. */
final class SystemEndTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "end");

    @Test
    void aConnectionThatNobodyClosesIsClosed() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletionStage<?> stream = connect(silent);
            endWaitsFor(stream);
            SystemEnd end = SystemEnd.of(system, Duration.ofMillis(100), LONG);
            system.terminate();
            assertThat(end.whenOver().toCompletableFuture().join()).isTrue();
        }
    }

    @Test
    void whoWaitsIsToldOfAnEndThatDoesNotCome() {
        CompletableFuture<String> wanted = new CompletableFuture<>();
        endWaitsFor(wanted);
        SystemEnd end = SystemEnd.of(system, LONG, Duration.ofMillis(100));
        system.terminate();
        assertThat(end.whenOver().toCompletableFuture().join()).isFalse();
        wanted.complete("");
        assertThat(system.getWhenTerminated().toCompletableFuture()).succeedsWithin(LONG);
    }

    /** A stream over a connection that it does not end by itself. */
    private CompletionStage<?> connect(ServerSocket to) {
        return Source.<ByteString>maybe()
                .via(Tcp.get(system).outgoingConnection(to.getInetAddress().getHostAddress(), to.getLocalPort()))
                .toMat(Sink.ignore(), Keep.right())
                .run(system);
    }

    /** The system's own actors are stopped only then. */
    private void endWaitsFor(CompletionStage<?> wanted) {
        ExtendedActorSystem classic = (ExtendedActorSystem) Adapter.toClassic(system);
        classic.provider()
                .systemGuardian()
                .tell(
                        SystemGuardian.RegisterTerminationHook$.MODULE$,
                        classic.systemActorOf(Props.create(Hook.class, () -> new Hook(wanted)), "hook"));
    }

    private static final class Hook extends AbstractActor {
        private final CompletionStage<?> wanted;

        Hook(CompletionStage<?> wanted) {
            this.wanted = wanted;
        }

        @Override
        public Receive createReceive() {
            return receiveBuilder()
                    .matchEquals(SystemGuardian.TerminationHook$.MODULE$, begun -> answerLater())
                    .build();
        }

        private void answerLater() {
            var asked = getSender();
            wanted.whenComplete((ended, failure) -> asked.tell(SystemGuardian.TerminationHookDone$.MODULE$, getSelf()));
        }
    }
}
