package io.numactor.proto;

import io.numactor.wire.StartNode;
import org.apache.pekko.actor.typed.ActorRef;

/** What a JVM that hosts nodes is told. Its own timers are commands too, hence not sealed. */
public interface HostCommand {
    /** Start (or, after a repeat, name again) the actor of one node. */
    record Start(ActorRef<CoordinatorCommand> coordinator, StartNode start) implements HostCommand, WireMessage {}
}
