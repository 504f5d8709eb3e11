package io.numactor.node;

import io.numactor.proto.NodeCommand;
import org.apache.pekko.actor.typed.ActorRef;

/** Told of the node actors that a host starts: the JVM's metrics look at them. */
@FunctionalInterface
public interface NodeObserver {
    void started(int nid, ActorRef<NodeCommand> node);
}
