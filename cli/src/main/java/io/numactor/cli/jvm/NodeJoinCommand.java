package io.numactor.cli.jvm;

import io.numactor.cli.DurationConverter;
import io.numactor.runtime.JvmSettings;
import io.numactor.runtime.Role;
import io.numactor.runtime.security.Credentials;
import io.numactor.runtime.security.CredentialsRefused;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code node join}: one more JVM for a cluster, on this or another computer. */
@Command(
        name = "join",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs a JVM that hosts nodes of a cluster of this or another computer, until it is told to end.",
        footer = {
            "",
            "The cluster takes in what it misses: nodes that nobody hosts yet, or that are lost. Beyond one computer it",
            "takes certificates and a token, the same everywhere: 'numactor ca init DIR --host ADDRESS...'."
        })
public final class NodeJoinCommand implements Callable<Integer> {
    private static final int FIRST_ARTERY_PORT = 26_100;
    private static final int FIRST_HTTP_PORT = 26_300;
    private static final int PORTS_OF_A_RANGE = 200;
    private static final int HIGHEST_PORT = 65_535;
    private static final int HIGHEST_NODE = 1023;

    @Parameters(paramLabel = "HOST:PORT", arity = "1..*", description = "control JVMs, where they listen for others")
    List<String> seeds = List.of();

    @Option(names = "--node", paramLabel = "N", required = true, split = ",", description = "NUMA nodes to host")
    List<Integer> nodes = List.of();

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "address to listen on; 0.0.0.0: all. Default: ${DEFAULT-VALUE}")
    String bind = "127.0.0.1";

    @Option(
            names = "--advertise",
            paramLabel = "ADDRESS",
            description = "address at which the other JVMs reach this one; default: that of --bind")
    @Nullable
    String advertise;

    @Option(names = "--port", paramLabel = "PORT", description = "for the other JVMs; default: 26100 + the first node")
    @Nullable
    Integer port;

    @Option(names = "--http-port", paramLabel = "PORT", description = "HTTP; default: 26300 + the first node")
    @Nullable
    Integer httpPort;

    @Option(names = "--tls", paramLabel = "DIR", description = "folder with certificates, as 'ca' makes them")
    @Nullable
    Path tls;

    @Option(names = "--token-file", paramLabel = "FILE", description = "file with the token of the APIs")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--heartbeat-pause",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "silence of another JVM that is not yet taken for its death; default: 3s")
    Duration heartbeatPause = JvmSettings.DEFAULT_HEARTBEAT_PAUSE;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    CommandSpec spec;

    @Override
    public Integer call() {
        try {
            return JvmCommand.run(settings(), Optional.empty());
        } catch (CredentialsRefused e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private JvmSettings settings() {
        seeds.forEach(this::checkSeed);
        if (nodes.stream().anyMatch(node -> node < 0 || node > HIGHEST_NODE)) {
            throw usage("--node " + nodes + ": nodes are 0.." + HIGHEST_NODE);
        }
        int first = nodes.get(0);
        String reached = advertise == null ? bind : advertise;
        if (reached.equals("0.0.0.0")) {
            throw usage("--bind 0.0.0.0 is no address to be reached at: name one with --advertise");
        }
        return new JvmSettings(
                JvmSettings.DEFAULT_CLUSTER_NAME,
                Set.of(Role.NODE),
                bind,
                reached,
                port("--port", port, FIRST_ARTERY_PORT + first % PORTS_OF_A_RANGE),
                port("--http-port", httpPort, FIRST_HTTP_PORT + first % PORTS_OF_A_RANGE),
                0,
                seeds,
                heartbeatPause,
                nodes,
                Credentials.read(Optional.ofNullable(tls), Optional.ofNullable(tokenFile)));
    }

    private void checkSeed(String seed) {
        int colon = seed.lastIndexOf(':');
        if (colon <= 0 || !seed.substring(colon + 1).matches("[1-9]\\d{0,4}")) {
            throw usage("'" + seed + "' is not HOST:PORT of a control JVM");
        }
    }

    private int port(String option, @Nullable Integer given, int otherwise) {
        int chosen = given == null ? otherwise : given;
        if (chosen < 1 || chosen > HIGHEST_PORT) {
            throw usage(option + " " + chosen + " is not in 1.." + HIGHEST_PORT);
        }
        return chosen;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
