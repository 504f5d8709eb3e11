package io.numactor.coordinator;

import io.numactor.proto.CoordinatorCommand;
import io.numactor.runtime.CoordinatorSingleton;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/** The control role of a JVM: it may run the coordinator. */
public final class ControlRole {
    private ControlRole() {}

    /** In a cluster: as its singleton. Returns the way to whoever runs it. */
    public static ActorRef<CoordinatorCommand> clustered(ActorSystem<?> system, BootableMachine machine) {
        return CoordinatorSingleton.candidate(system, Coordinator.create(machine, true));
    }

    /** Alone in one JVM. */
    public static ActorRef<CoordinatorCommand> embedded(ActorSystem<?> system, BootableMachine machine) {
        return system.systemActorOf(Coordinator.create(machine, false), "coordinator", Props.empty());
    }
}
