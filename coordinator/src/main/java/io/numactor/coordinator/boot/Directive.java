package io.numactor.coordinator.boot;

import io.numactor.wire.PhaseOrder;
import io.numactor.wire.StartNode;

/** What the conductor wants sent. */
public sealed interface Directive {
    /** To the host with this uid: start a node's actor. */
    record Start(long hostUid, StartNode start) implements Directive {}

    /** To a node: run a phase, or take in a new epoch. */
    record Order(int nid, PhaseOrder order) implements Directive {}

    /** To every router: the machine has changed. */
    record Publish() implements Directive {}
}
