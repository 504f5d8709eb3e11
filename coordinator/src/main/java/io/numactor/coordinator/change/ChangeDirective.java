package io.numactor.coordinator.change;

import io.numactor.wire.ChangeAnswer;
import io.numactor.wire.PhaseOrder;

/** What a change wants sent. */
public sealed interface ChangeDirective {
    /** To a node. */
    record Order(int nid, PhaseOrder order) implements ChangeDirective {}

    /** To every router: the machine has changed. */
    record Publish() implements ChangeDirective {}

    /** To the router that asked. */
    record Answer(String routerRef, ChangeAnswer answer) implements ChangeDirective {}
}
