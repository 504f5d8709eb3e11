package io.numactor.proto;

import io.numactor.wire.NodeWork;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Promise;
import org.apache.pekko.actor.typed.ActorRef;

/** What a NUMA node's actor is told. Its own JVM may ask more of it, hence not sealed. */
public interface NodeCommand {
    /** A router opens a session: answers to work that names it go to {@code router}. */
    record Hello(ActorRef<RouterCommand> router, long session) implements NodeCommand, WireMessage {}

    /** Requests of one router, in order. */
    record Work(NodeWork work) implements NodeCommand, WireMessage {}

    /** Carry out one boot phase, and say so to {@code coordinator}. */
    record RunPhase(ActorRef<CoordinatorCommand> coordinator, PhaseOrder order) implements NodeCommand, WireMessage {}

    /** Promise to obey no coordinator of a lower term. */
    record AskPromise(ActorRef<CoordinatorCommand> coordinator, Promise promise) implements NodeCommand, WireMessage {}
}
