package io.numactor.bench.limits;

import io.numactor.proto.NodeCommand;
import io.numactor.proto.RouterCommand;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The other end of the bare session protocol, as a JVM of its own: one hello, then answers without looking. */
public final class RawNode {
    static final String SYSTEM = "raw-node";
    static final String ACTOR = "node";

    private RawNode() {}

    /** Runs until it is told to end; the argument is its port. */
    public static void main(String[] args) {
        ActorSystem<Void> system = RawSystem.remote(SYSTEM, Integer.parseInt(args[0]));
        system.systemActorOf(greeting(), ACTOR, DispatcherSelector.fromConfig("numactor.node-dispatcher"));
        system.getWhenTerminated().toCompletableFuture().join();
    }

    private static Behavior<NodeCommand> greeting() {
        return Behaviors.receiveMessage(
                message -> message instanceof NodeCommand.Hello hello ? answering(hello.router()) : Behaviors.same());
    }

    private static Behavior<NodeCommand> answering(ActorRef<RouterCommand> router) {
        return Behaviors.receiveMessage(message -> {
            if (message instanceof NodeCommand.Hello hello) {
                return answering(hello.router());
            }
            if (message instanceof NodeCommand.Work work) {
                router.tell(new RouterCommand.Answered(RawMessages.answers(work.work())));
            }
            return Behaviors.same();
        });
    }
}
