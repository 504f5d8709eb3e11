package io.numactor.coordinator.router.lane;

import io.numactor.wire.NodeWork;

/** Carries a router's messages to the nodes. */
@FunctionalInterface
public interface NodeWire {
    void send(int nid, NodeWork work);
}
