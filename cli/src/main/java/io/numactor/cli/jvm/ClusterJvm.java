package io.numactor.cli.jvm;

import io.numactor.coordinator.BootableMachine;
import io.numactor.coordinator.ControlRole;
import io.numactor.coordinator.GatewayRole;
import io.numactor.node.NodeRole;
import io.numactor.proto.CoordinatorCommand;
import io.numactor.runtime.CoordinatorSingleton;
import io.numactor.runtime.Isolation;
import io.numactor.runtime.JvmIdentity;
import io.numactor.runtime.JvmSettings;
import io.numactor.runtime.Role;
import io.numactor.runtime.SystemConfig;
import io.numactor.runtime.SystemEnd;
import io.numactor.runtime.SystemMetrics;
import io.numactor.runtime.http.HttpFront;
import io.numactor.runtime.http.HttpRoutes;
import io.numactor.runtime.metrics.Metrics;
import io.numactor.wire.MemberInfo;
import java.net.BindException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A member of a cluster: the actor system with the roles that its settings name, HTTP and gRPC in front of them. */
public final class ClusterJvm implements AutoCloseable {
    private final JvmSettings settings;
    private final ActorSystem<Void> system;
    private final SystemEnd end;
    private final Isolation isolation;
    private final Metrics metrics = new Metrics();
    private volatile BooleanSupplier ready = () -> false;
    private Optional<GatewayRole> gateway = Optional.empty();
    private Optional<HttpFront> http = Optional.empty();
    private volatile Optional<NodeRole> nodes = Optional.empty();
    private int grpcPort;

    private ClusterJvm(JvmSettings settings, boolean apart) {
        this.settings = settings;
        this.system = ActorSystem.create(
                Behaviors.empty(),
                settings.clusterName(),
                apart ? SystemConfig.apart(settings) : SystemConfig.clustered(settings));
        this.end = SystemEnd.of(system);
        this.isolation = apart ? Isolation.before(system, SystemConfig.seeds(settings)) : Isolation.of(system);
    }

    /**
     * Starts a member; it joins its seeds by itself.
     *
     * @param machine what a coordinator here would boot; only with the control role
     * @throws BindException when a port is taken
     * @throws io.numactor.runtime.security.CredentialsRefused when other computers could reach it without any
     */
    public static ClusterJvm start(JvmSettings settings, Optional<BootableMachine> machine) throws BindException {
        settings.credentials().checkFor(settings.bindHost());
        return start(new ClusterJvm(settings, false), machine);
    }

    /**
     * Another life of a JVM with nodes alone that the others have given up: empty, as a new member. One that was told to cut
     * itself off is so still.
     */
    ClusterJvm startAnew() throws BindException {
        close();
        return start(new ClusterJvm(settings, isolation.isOn()), Optional.empty());
    }

    private static ClusterJvm start(ClusterJvm jvm, Optional<BootableMachine> machine) throws BindException {
        try {
            jvm.startRoles(machine);
            return jvm;
        } catch (BindException | RuntimeException e) {
            jvm.close();
            throw e;
        }
    }

    private void startRoles(Optional<BootableMachine> machine) throws BindException {
        ActorRef<CoordinatorCommand> coordinator = machine.filter(any -> settings.has(Role.CONTROL))
                .map(bootable -> ControlRole.clustered(system, bootable))
                .orElseGet(() -> CoordinatorSingleton.proxy(system));
        HttpRoutes routes = HttpRoutes.builtIn(metrics, () -> ready.getAsBoolean());
        metrics.register(SystemMetrics.of(system));
        MemberInfo member = JvmIdentity.clustered(system, settings);
        if (settings.has(Role.GATEWAY)) {
            GatewayRole role = GatewayRole.start(system, coordinator, member, metrics);
            gateway = Optional.of(role);
            ready = role::isReady;
            grpcPort = role.serve(settings.bindHost(), settings.grpcPort(), settings.credentials())
                    .port();
            routes = role.addTo(routes);
        }
        routes = Faults.addTo(routes, system, settings, isolation, () -> nodes);
        http = Optional.of(await(
                HttpFront.start(system, settings.bindHost(), settings.httpPort(), routes, settings.credentials())));
        if (settings.has(Role.NODE)) {
            NodeRole role = NodeRole.start(system, coordinator, member, settings.nodes(), metrics);
            nodes = Optional.of(role);
            role.leaveWhenOrphaned(system, settings.credentials());
            if (gateway.isEmpty()) {
                ready = role::isReady;
            }
        }
    }

    private static HttpFront await(CompletionStage<HttpFront> starting) throws BindException {
        try {
            return starting.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof BindException taken) {
                throw taken;
            }
            throw e;
        }
    }

    /** The port of gRPC; 0 without the gateway role. */
    public int grpcPort() {
        return grpcPort;
    }

    public int httpPort() {
        return http.map(HttpFront::port).orElse(0);
    }

    public int arteryPort() {
        return system.address().getPort().orElse(0);
    }

    public boolean isReady() {
        return ready.getAsBoolean();
    }

    /** Completed when the system has ended, for whatever reason: with false when it should have and does not. */
    CompletionStage<Boolean> whenEnded() {
        return end.whenOver();
    }

    /** Whether it has ended because the others go on without it, and may begin anew: it hosts nothing but nodes. */
    boolean isGivenUp() {
        return settings.roles().equals(Set.of(Role.NODE))
                && CoordinatedShutdown.get(system)
                        .getShutdownReason()
                        .filter(CoordinatedShutdown.clusterDowningReason()::equals)
                        .isPresent();
    }

    /** Leaves the cluster in order and ends the system; returns when that is done. */
    @Override
    public void close() {
        gateway.ifPresent(GatewayRole::close);
        CoordinatedShutdown.get(system)
                .runAll(CoordinatedShutdown.jvmExitReason())
                .toCompletableFuture()
                .join();
        metrics.close();
    }
}
