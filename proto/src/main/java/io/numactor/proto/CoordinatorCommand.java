package io.numactor.proto;

import io.numactor.wire.AuditControl;
import io.numactor.wire.ChangeRequest;
import io.numactor.wire.Offer;
import io.numactor.wire.PhaseDone;
import io.numactor.wire.Promised;
import io.numactor.wire.RouterHello;
import io.numactor.wire.RouterInstalled;
import org.apache.pekko.actor.typed.ActorRef;

/** What the coordinator is told. Its own timers and membership events are commands too, hence not sealed. */
public interface CoordinatorCommand {
    /** A JVM offers to host nodes. */
    record HostOffers(ActorRef<HostCommand> host, Offer offer) implements CoordinatorCommand, WireMessage {}

    /** A node has carried out a phase, or could not. */
    record NodeDone(ActorRef<NodeCommand> node, PhaseDone done) implements CoordinatorCommand, WireMessage {}

    /** A node's answer to one that wants to rule. */
    record NodePromised(ActorRef<NodeCommand> node, Promised promised) implements CoordinatorCommand, WireMessage {}

    /** A router wants the machine installed, and kept up to date. */
    record RouterJoins(ActorRef<RouterCommand> router, RouterHello hello) implements CoordinatorCommand, WireMessage {}

    /** A client of a router wants the running machine changed. */
    record ChangeMachine(ActorRef<RouterCommand> router, ChangeRequest request)
            implements CoordinatorCommand, WireMessage {}

    /** An auditor wants to know what is ruled. */
    record Audit(ActorRef<RouterCommand> auditor, AuditControl audit) implements CoordinatorCommand, WireMessage {}

    /** A router works under this epoch from now on. */
    record RouterReady(ActorRef<RouterCommand> router, RouterInstalled installed)
            implements CoordinatorCommand, WireMessage {}
}
