package io.numactor.node;

import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.proto.NodeCommand;
import io.numactor.wire.NodeBlueprint;
import org.apache.pekko.actor.typed.ActorRef;

/** Told of the nodes that a host starts, on their own threads: the JVM's health and metrics look at them. */
public interface NodeObserver {
    /** A node's actor has been started. */
    void started(NodeBlueprint blueprint, ActorRef<NodeCommand> node);

    /** A node has carried out a boot phase. */
    void reached(int nid, BootPhase phase);
}
