package io.numactor.runtime;

import io.numactor.proto.CoordinatorCommand;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;

/** The one coordinator of a cluster: runs on the oldest JVM with the control role, found by its proxy from any. */
public final class CoordinatorSingleton {
    private static final String NAME = "coordinator";

    private CoordinatorSingleton() {}

    /** On a JVM with the control role: may run {@code behavior}. Returns the way to whoever runs it. */
    public static ActorRef<CoordinatorCommand> candidate(ActorSystem<?> system, Behavior<CoordinatorCommand> behavior) {
        return ClusterSingleton.get(system)
                .init(SingletonActor.of(behavior, NAME).withSettings(settings(system)));
    }

    /** On any other JVM: the way to the coordinator. */
    public static ActorRef<CoordinatorCommand> proxy(ActorSystem<?> system) {
        return candidate(system, Behaviors.empty());
    }

    private static ClusterSingletonSettings settings(ActorSystem<?> system) {
        return ClusterSingletonSettings.create(system)
                .withRole(Role.CONTROL.label())
                .withHandoverRetryInterval(Duration.ofMillis(500));
    }
}
