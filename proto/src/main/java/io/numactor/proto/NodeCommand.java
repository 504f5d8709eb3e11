package io.numactor.proto;

import io.numactor.wire.NodeWork;
import io.numactor.wire.PhaseOrder;
import org.apache.pekko.actor.typed.ActorRef;

/** What a NUMA node's actor is told. */
public sealed interface NodeCommand extends WireMessage {
    /** A router opens a session: answers to work that names it go to {@code router}. */
    record Hello(ActorRef<RouterCommand> router, long session) implements NodeCommand {}

    /** Requests of one router, in order. */
    record Work(NodeWork work) implements NodeCommand {}

    /** Carry out one boot phase, and say so to {@code coordinator}. */
    record RunPhase(ActorRef<CoordinatorCommand> coordinator, PhaseOrder order) implements NodeCommand {}
}
