package io.numactor.bench.limits;

import com.typesafe.config.ConfigFactory;
import io.numactor.bench.ChildJvm;
import io.numactor.runtime.SystemConfig;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Actor systems with the product's settings of dispatchers and transport, but without a cluster and without us. */
final class RawSystem {
    private RawSystem() {}

    static ActorSystem<Void> local(String name) {
        return ActorSystem.create(Behaviors.empty(), name, SystemConfig.embedded());
    }

    static ActorSystem<Void> remote(String name, int port) {
        Map<String, Object> own = Map.of(
                "pekko.actor.provider",
                "remote",
                "pekko.remote.artery.canonical.hostname",
                ChildJvm.HOST,
                "pekko.remote.artery.canonical.port",
                port);
        return ActorSystem.create(
                Behaviors.empty(), name, ConfigFactory.parseMap(own).withFallback(SystemConfig.embedded()));
    }
}
