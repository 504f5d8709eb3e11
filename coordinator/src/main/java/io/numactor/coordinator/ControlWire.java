package io.numactor.coordinator;

import io.numactor.wire.ChangeAnswer;
import io.numactor.wire.Install;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Promise;
import io.numactor.wire.RouterLease;
import io.numactor.wire.StartNode;

/** Carries the coordinator's messages. Destinations are references as text, as their owners gave them. */
public interface ControlWire {
    void start(String hostRef, StartNode start);

    void order(String nodeRef, PhaseOrder order);

    void promise(String nodeRef, Promise promise);

    void lease(String routerRef, RouterLease lease);

    void install(String routerRef, Install install);

    /** What came of a change that a client of this router asked for. */
    void answer(String routerRef, ChangeAnswer answer);

    /** Something that people may want to read in a log. */
    void note(String what);
}
