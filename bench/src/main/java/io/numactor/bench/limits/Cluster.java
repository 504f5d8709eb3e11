package io.numactor.bench.limits;

import com.typesafe.config.ConfigFactory;
import io.numactor.bench.ChildJvm;
import io.numactor.cli.Main;
import io.numactor.coordinator.ControlRole;
import io.numactor.coordinator.GatewayRole;
import io.numactor.proto.CoordinatorCommand;
import io.numactor.proto.RouterCommand;
import io.numactor.runtime.JvmIdentity;
import io.numactor.runtime.JvmSettings;
import io.numactor.runtime.Role;
import io.numactor.runtime.SystemConfig;
import io.numactor.runtime.metrics.Metrics;
import io.numactor.runtime.security.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The product with its coordinator and router in this JVM and all nodes in another. */
final class Cluster implements AutoCloseable {
    private static final Duration HEARTBEAT_PAUSE = Duration.ofSeconds(20);
    private static final long BOOT_SECONDS = 120;

    private final ActorSystem<Void> system;
    private final Metrics metrics = new Metrics();
    private final GatewayRole gateway;
    private final ChildJvm nodes;

    /** @param hints whether the router leaves out nodes that are known to be full */
    Cluster(String machine, boolean hints) {
        int port = ChildJvm.freePort();
        String seed = ChildJvm.HOST + ":" + port;
        JvmSettings settings = new JvmSettings(
                "limits",
                Set.of(Role.CONTROL, Role.GATEWAY),
                ChildJvm.HOST,
                ChildJvm.HOST,
                port,
                0,
                0,
                List.of(seed),
                HEARTBEAT_PAUSE,
                List.of(),
                Credentials.NONE);
        system = ActorSystem.create(
                Behaviors.empty(),
                settings.clusterName(),
                ConfigFactory.parseString("numactor.router.hints = " + hints)
                        .withFallback(SystemConfig.clustered(settings)));
        ActorRef<CoordinatorCommand> coordinator = ControlRole.clustered(system, Machine.read(machine));
        gateway = GatewayRole.start(system, coordinator, JvmIdentity.clustered(system, settings), metrics);
        nodes = nodeJvm(settings.clusterName(), seed);
        awaitBoot();
    }

    static ChildJvm nodeJvm(String cluster, String seed) {
        return ChildJvm.start(
                "nodes",
                Main.class,
                List.of(
                        "jvm",
                        "--roles=node",
                        "--name=" + cluster,
                        "--artery-port=0",
                        "--http-port=0",
                        "--seeds=" + seed,
                        "--heartbeat-pause=" + HEARTBEAT_PAUSE.toSeconds() + "s"));
    }

    private void awaitBoot() {
        try {
            gateway.whenRunning().get(BOOT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            close();
            throw new IllegalStateException("the machine has not booted", e);
        }
    }

    ActorRef<RouterCommand> router() {
        return gateway.router();
    }

    @Override
    public void close() {
        gateway.close();
        nodes.close();
        CoordinatedShutdown.get(system)
                .runAll(CoordinatedShutdown.jvmExitReason())
                .toCompletableFuture()
                .join();
        metrics.close();
    }
}
