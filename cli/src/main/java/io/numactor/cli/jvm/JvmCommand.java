package io.numactor.cli.jvm;

import io.numactor.cli.DurationConverter;
import io.numactor.cli.ExitCode;
import io.numactor.cli.Home;
import io.numactor.cli.KernelConverter;
import io.numactor.coordinator.BootableMachine;
import io.numactor.machine.MachineDescription;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.Machines;
import io.numactor.mm.boot.MachineSetup;
import io.numactor.mm.boot.input.BootRefused;
import io.numactor.mm.kernel.KernelVersion;
import io.numactor.runtime.JvmSettings;
import io.numactor.runtime.Role;
import io.numactor.runtime.security.Credentials;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One JVM of a cluster in the foreground, until SIGTERM: what {@code up} starts several of. */
@Command(name = "jvm", hidden = true, description = "Runs one JVM of a cluster until it is told to end.")
public final class JvmCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(JvmCommand.class);
    /** The first term: a coordinator that takes over asks for a higher one. */
    private static final long FIRST_TERM = 1;

    @Option(names = "--roles", required = true, split = ",", description = "control, gateway, node")
    private List<String> roles = List.of();

    @Option(names = "--machine", description = "what a control JVM boots: a file, a folder, or a name")
    private String machine = "";

    @Option(names = "--kernel", converter = KernelConverter.class, description = "instead of the machine's own")
    private @Nullable KernelVersion kernel;

    @Option(names = "--name", description = "name of the cluster", defaultValue = JvmSettings.DEFAULT_CLUSTER_NAME)
    private String name = JvmSettings.DEFAULT_CLUSTER_NAME;

    @Option(names = "--host", description = "address to bind and to be reached at", defaultValue = "127.0.0.1")
    private String host = "127.0.0.1";

    @Option(names = "--artery-port", required = true)
    private int arteryPort;

    @Option(names = "--http-port", required = true)
    private int httpPort;

    @Option(names = "--grpc-port", defaultValue = "0")
    private int grpcPort;

    @Option(names = "--seeds", required = true, split = ",", description = "host:port of members to join")
    private List<String> seeds = List.of();

    @Option(
            names = "--heartbeat-pause",
            converter = DurationConverter.class,
            description = "silence of another JVM that is not yet taken for its death")
    private Duration heartbeatPause = JvmSettings.DEFAULT_HEARTBEAT_PAUSE;

    @Option(names = "--nodes", split = ",", description = "NUMA nodes to host; none: whatever is given")
    private List<Integer> nodes = List.of();

    @Option(names = "--tls", description = "folder with ca.pem, cert.pem and key.pem")
    private @Nullable Path tls;

    @Option(names = "--token-file", description = "file with the token of the public APIs")
    private @Nullable Path tokenFile;

    @Override
    public Integer call() {
        try {
            Set<Role> named = roles.stream().map(Role::parse).collect(Collectors.toSet());
            JvmSettings settings = new JvmSettings(
                    name,
                    named,
                    host,
                    host,
                    arteryPort,
                    httpPort,
                    grpcPort,
                    seeds,
                    heartbeatPause,
                    nodes,
                    Credentials.read(Optional.ofNullable(tls), Optional.ofNullable(tokenFile)));
            return run(settings, named.contains(Role.CONTROL) ? Optional.of(read()) : Optional.empty());
        } catch (MachineRefused | BootRefused | IllegalArgumentException e) {
            LOG.error("{}", e.getMessage());
            return ExitCode.USAGE;
        }
    }

    /** Runs a JVM until it is told to end; answers its exit code. One with nodes that was given up begins anew. */
    static int run(JvmSettings settings, Optional<BootableMachine> bootable) {
        AtomicBoolean told = new AtomicBoolean();
        try {
            Life life = new Life(ClusterJvm.start(settings, bootable));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(life.now, told), "leave"));
            boolean ended = liveOut(life.now);
            while (ended && !told.get() && life.now.isGivenUp()) {
                LOG.warn("the others go on without this JVM: it begins anew, empty");
                life.now = life.now.startAnew();
                ended = liveOut(life.now);
            }
            return told.get() ? ExitCode.OK : ExitCode.FAILED;
        } catch (BindException e) {
            LOG.error("{}", e.getMessage());
            return ExitCode.FAILED;
        }
    }

    /** Which of its lives this JVM lives. */
    private static final class Life {
        private volatile ClusterJvm now;

        Life(ClusterJvm first) {
            this.now = first;
        }
    }

    /** Answers whether it came to its end, as it should. */
    private static boolean liveOut(ClusterJvm jvm) {
        LOG.info(
                "pid {} listens: artery {}, http {}, grpc {}",
                ProcessHandle.current().pid(),
                jvm.arteryPort(),
                jvm.httpPort(),
                jvm.grpcPort());
        boolean ended = jvm.whenEnded().toCompletableFuture().join();
        if (!ended) {
            LOG.error("the actor system was told to end and does not: this JVM ends; start it again");
        }
        return ended;
    }

    private static void leave(ClusterJvm jvm, AtomicBoolean told) {
        told.set(true);
        jvm.close();
    }

    /** Reads the machine and tries its layout: what cannot boot is refused before anything starts. */
    private BootableMachine read() {
        MachineDescription read = Machines.read(machine, Home.machines());
        MachineDescription description =
                Optional.ofNullable(kernel).map(read::withKernel).orElse(read);
        MachineSetup.layout(description.boot());
        return new BootableMachine(description.name(), description.boot(), FIRST_TERM);
    }
}
