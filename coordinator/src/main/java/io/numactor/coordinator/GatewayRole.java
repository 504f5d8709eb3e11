package io.numactor.coordinator;

import io.numactor.coordinator.api.Admission;
import io.numactor.coordinator.api.GrpcFront;
import io.numactor.coordinator.api.HttpApi;
import io.numactor.coordinator.router.AllocationRouter;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.proto.CoordinatorCommand;
import io.numactor.proto.RouterCommand;
import io.numactor.runtime.http.HttpRoutes;
import io.numactor.runtime.metrics.Metrics;
import io.numactor.runtime.metrics.Sample;
import io.numactor.runtime.security.ApiLimits;
import io.numactor.runtime.security.Credentials;
import io.numactor.wire.Install;
import io.numactor.wire.MemberInfo;
import java.net.BindException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The gateway role of a JVM: its router, the gRPC server in front of it, its metrics, and whether it is ready. */
public final class GatewayRole implements AutoCloseable {
    private final ActorSystem<?> system;
    private final ActorRef<RouterCommand> router;
    private final CompletableFuture<Install> running = new CompletableFuture<>();
    private final CompletableFuture<Install> booted = new CompletableFuture<>();
    /** Written on the router's thread. */
    private volatile Install installed = Install.getDefaultInstance();

    private final ApiLimits limits;
    private final Admission admission;
    private Optional<GrpcFront> grpc = Optional.empty();

    private GatewayRole(
            ActorSystem<?> system, ActorRef<CoordinatorCommand> coordinator, MemberInfo member, Metrics metrics) {
        this.system = system;
        this.limits = ApiLimits.of(system.settings().config());
        this.admission = new Admission(limits.operations());
        Consumer<Install> onInstall = this::take;
        this.router = system.systemActorOf(
                AllocationRouter.create(coordinator, member, onInstall),
                "router",
                DispatcherSelector.fromConfig("numactor.node-dispatcher")
                        .withMailboxFromConfig("numactor.counted-mailbox"));
        system.systemActorOf(endWith(router), "router-watch", Props.empty());
        metrics.register(() -> {
            CompletableFuture<List<Sample>> samples = new CompletableFuture<>();
            router.tell(new GatewayCommand.ReadStats(samples::complete));
            return samples;
        });
        metrics.register(() -> CompletableFuture.completedFuture(InstallMetrics.of(installed)));
    }

    /** A router that broke one of its own rules answers nobody any more: its JVM goes down with it. */
    private static Behavior<Void> endWith(ActorRef<RouterCommand> router) {
        return Behaviors.setup(context -> {
            context.watch(router);
            return Behaviors.receive(Void.class)
                    .onSignal(Terminated.class, ended -> {
                        if (CoordinatedShutdown.get(context.getSystem())
                                .getShutdownReason()
                                .isEmpty()) {
                            context.getLog().error("the router has failed; this JVM ends");
                            context.getSystem().terminate();
                        }
                        return Behaviors.stopped();
                    })
                    .build();
        });
    }

    /** Starts the router in a running system. */
    public static GatewayRole start(
            ActorSystem<?> system, ActorRef<CoordinatorCommand> coordinator, MemberInfo member, Metrics metrics) {
        return new GatewayRole(system, coordinator, member, metrics);
    }

    /**
     * Opens the gRPC server.
     *
     * @throws BindException when it cannot listen
     */
    public GrpcFront serve(String host, int port, Credentials credentials) throws BindException {
        GrpcFront front = GrpcFront.start(host, port, router, admission, credentials, limits);
        grpc = Optional.of(front);
        onceRunning(() -> front.serving(true));
        return front;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it only starts what has a log of its own
    private void onceRunning(Runnable action) {
        running.thenRun(action);
    }

    /** {@code routes} with those of the API. */
    public HttpRoutes addTo(HttpRoutes routes) {
        return HttpApi.addTo(routes, system, router, admission);
    }

    public ActorRef<RouterCommand> router() {
        return router;
    }

    /** Whether boot is done and requests are taken. */
    public boolean isReady() {
        return installed.getRunning();
    }

    /** Completed with the machine once boot is done. */
    public CompletableFuture<Install> whenRunning() {
        return running;
    }

    /** Completed with the machine once boot has come as far as it was told to. */
    public CompletableFuture<Install> whenBooted() {
        return booted;
    }

    private void take(Install install) {
        installed = install;
        if (install.getRunning()) {
            running.complete(install);
        }
        if (install.getRunning() || install.getHalted()) {
            booted.complete(install);
        }
    }

    @Override
    public void close() {
        grpc.ifPresent(GrpcFront::close);
    }
}
