package io.numactor.bench.limits;

import io.numactor.bench.ChildJvm;
import io.numactor.proto.NodeCommand;
import io.numactor.proto.RouterCommand;
import io.numactor.wire.NodeWork;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSelection;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The bare session protocol between two JVMs: allocations and frees in turn, as many in a message as the figure says. */
final class RawSession implements AutoCloseable {
    private static final int MOST_LOOKUPS = 60;
    private static final Duration LOOKUP = Duration.ofSeconds(1);
    private static final long PATIENCE_SECONDS = 60;

    private final ChildJvm child;
    private final ActorSystem<Void> system;
    private final ActorRef<NodeCommand> node;
    private final ActorRef<RouterCommand> gate;
    private final Chains chains = new Chains();
    private final Chains.Samples samples = new Chains.Samples();
    private volatile Runnable onAnswer = () -> {};
    private long sequence;

    RawSession() {
        int port = ChildJvm.freePort();
        child = ChildJvm.start("raw-node", RawNode.class, List.of(String.valueOf(port)))
                .awaitPort(port);
        system = RawSystem.remote("raw-router", 0);
        node = node("pekko://" + RawNode.SYSTEM + "@" + ChildJvm.HOST + ":" + port + "/system/" + RawNode.ACTOR);
        gate = system.systemActorOf(receiving(), "gate", DispatcherSelector.fromConfig("numactor.node-dispatcher"));
        greet();
    }

    /**
     * Asks the other JVM for its actor until there is one: it listens before. What is sent to a path without an actor
     * must not be, for Artery's compression table of a minute later would lead all messages to that path to nobody.
     */
    private ActorRef<NodeCommand> node(String path) {
        ActorSelection selection = Adapter.toClassic(system).actorSelection(path);
        for (int i = 0; i < MOST_LOOKUPS; i++) {
            Optional<ActorRef<NodeCommand>> found = selection
                    .resolveOne(LOOKUP)
                    .toCompletableFuture()
                    .handle((ref, none) -> Optional.ofNullable(ref).map(Adapter::<NodeCommand>toTyped))
                    .join();
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new IllegalStateException("the bare node has no actor");
    }

    private void greet() {
        CountDownLatch answered = new CountDownLatch(1);
        onAnswer = answered::countDown;
        node.tell(new NodeCommand.Hello(gate, 1));
        send(1);
        try {
            if (!answered.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the bare node does not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Behavior<RouterCommand> receiving() {
        return Behaviors.receiveMessage(message -> {
            onAnswer.run();
            return Behaviors.same();
        });
    }

    /** Requests per second in messages of {@code size}, of which so many are kept outstanding. */
    Contender rate(int size, int outstanding) {
        return length -> {
            onAnswer = () -> {
                chains.count(size);
                if (chains.ending()) {
                    chains.ended();
                } else {
                    send(size);
                }
            };
            return chains.rate(outstanding, length, chain -> send(size));
        };
    }

    /** Microseconds of one request with its answer, alone on the line. */
    Contender roundTrip() {
        return length -> {
            long[] sentAt = new long[1];
            onAnswer = () -> {
                samples.add(System.nanoTime() - sentAt[0]);
                if (chains.ending()) {
                    chains.ended();
                } else {
                    sentAt[0] = System.nanoTime();
                    send(1);
                }
            };
            return chains.medianMicros(length, samples, chain -> {
                sentAt[0] = System.nanoTime();
                send(1);
            });
        };
    }

    private synchronized void send(int size) {
        sequence++;
        NodeWork work = sequence % 2 == 0 ? RawMessages.free(sequence, size) : RawMessages.allocate(sequence, size);
        node.tell(new NodeCommand.Work(work));
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
        child.close();
    }
}
