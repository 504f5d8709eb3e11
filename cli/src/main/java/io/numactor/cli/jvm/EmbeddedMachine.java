package io.numactor.cli.jvm;

import com.typesafe.config.Config;
import io.grpc.Status;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.Numastat;
import io.numactor.api.v1.Page;
import io.numactor.api.v1.Phases;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.api.v1.Zonelists;
import io.numactor.coordinator.BootableMachine;
import io.numactor.coordinator.ControlRole;
import io.numactor.coordinator.GatewayRole;
import io.numactor.coordinator.api.MachineViews;
import io.numactor.coordinator.router.GatewayCommand;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.node.NodeRole;
import io.numactor.proto.CoordinatorCommand;
import io.numactor.runtime.JvmIdentity;
import io.numactor.runtime.SystemConfig;
import io.numactor.runtime.metrics.Metrics;
import io.numactor.wire.Install;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A machine booted in this JVM: the same actors as in a cluster, in one actor system, without a network. */
public final class EmbeddedMachine implements AutoCloseable {
    private static final Duration BOOT_BOUND = Duration.ofMinutes(2);

    private final ActorSystem<Void> system;
    private final GatewayRole gateway;
    private final Metrics metrics = new Metrics();
    private final Install installed;

    private EmbeddedMachine(String name, BootInput input, BootPhase until, Config config) {
        this.system = ActorSystem.create(Behaviors.empty(), "embedded", config);
        ActorRef<CoordinatorCommand> coordinator =
                ControlRole.embedded(system, new BootableMachine(name, input, 1, until));
        this.gateway = GatewayRole.start(system, coordinator, JvmIdentity.embedded(), metrics);
        NodeRole.start(system, coordinator, JvmIdentity.embedded(), List.of(), metrics);
        this.installed = await(gateway.whenBooted());
    }

    /**
     * Boots a machine; returns when it runs.
     *
     * @throws io.numactor.mm.boot.input.BootRefused when it cannot boot
     */
    public static EmbeddedMachine boot(String name, BootInput input) {
        return boot(name, input, BootPhase.RUNNING);
    }

    /**
     * Boots a machine to the end of this phase, where it stays; returns when it is there.
     *
     * @throws io.numactor.mm.boot.input.BootRefused when it cannot boot
     */
    public static EmbeddedMachine boot(String name, BootInput input, BootPhase until) {
        return new EmbeddedMachine(name, input, until, SystemConfig.embedded());
    }

    /** Boots a machine with settings of its own over those of {@code numactor.conf}. */
    public static EmbeddedMachine boot(String name, BootInput input, Config settings) {
        return new EmbeddedMachine(name, input, BootPhase.RUNNING, settings.withFallback(SystemConfig.embedded()));
    }

    public Machine machine() {
        return MachineViews.machine(installed, states());
    }

    public Zonelists zonelists() {
        return MachineViews.zonelists(installed);
    }

    public Zoneinfo zoneinfo() {
        return Zoneinfo.newBuilder().addAllNodes(states()).build();
    }

    public Numastat numastat() {
        return MachineViews.numastat(states());
    }

    public Phases phases() {
        return MachineViews.phases(installed);
    }

    /** The way to its router, for whoever allocates. */
    public GatewayRole gateway() {
        return gateway;
    }

    /**
     * What holds a page frame.
     *
     * @throws IllegalArgumentException when no zone of an online node spans it
     */
    public Page page(long pfn) {
        return states(List.of(pfn)).stream()
                .flatMap(state -> state.getPagesList().stream())
                .reduce((one, other) -> one.getUse().equals("hole") ? other : one)
                .orElseThrow(() -> new IllegalArgumentException("no zone of an online node spans page frame " + pfn));
    }

    private List<NodeState> states() {
        return states(List.of());
    }

    private List<NodeState> states(List<Long> pfns) {
        CompletableFuture<List<NodeState>> states = new CompletableFuture<>();
        gateway.router().tell(new GatewayCommand.InspectNodes("", pfns, new GatewayCommand.Reply<>() {
            @Override
            public void accept(List<NodeState> answer) {
                states.complete(answer);
            }

            @Override
            public void refuse(Status status) {
                states.completeExceptionally(status.asRuntimeException());
            }
        }));
        return await(states);
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(BOOT_BOUND.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the machine did not answer within " + BOOT_BOUND, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the machine failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Ends it. */
    @Override
    public void close() {
        gateway.close();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
        metrics.close();
    }
}
