package io.numactor.cli.cluster;

import io.numactor.cli.KernelConverter;
import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.Ports;
import io.numactor.cli.running.Profile;
import io.numactor.cli.running.Reach;
import io.numactor.mm.kernel.KernelVersion;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options of {@code up}. */
public final class UpOptions {
    public static final String DEFAULT_NAME = "default";

    @Parameters(
            paramLabel = "MACHINE",
            description = "A capture or its inputs folder, a YAML file, or a name in deploy/machines.")
    String machine = "";

    @Option(
            names = "--kernel",
            paramLabel = "VERSION",
            converter = KernelConverter.class,
            description =
                    "The kernel whose rules are followed: 2.6.24, 4.4, 5.15, 5.17 or 6.1. Default: the machine's own.")
    @Nullable
    KernelVersion kernel;

    @Option(
            names = "--jvms",
            paramLabel = "N",
            description =
                    "JVMs that share the NUMA nodes, round robin. Default: one per node, up to 16 and up to 4 per core.")
    int jvms;

    @Option(
            names = "--control",
            paramLabel = "N",
            defaultValue = "1",
            description = "Control JVMs, each with the API: one rules, the others stand by. Default: ${DEFAULT-VALUE}.")
    int controls = 1;

    @Option(names = "--name", defaultValue = DEFAULT_NAME, description = "Name of the cluster: ${DEFAULT-VALUE}.")
    String name = DEFAULT_NAME;

    @Option(names = "--port-offset", paramLabel = "N", description = "Added to all ports (26000 and up).")
    int portOffset;

    @Option(
            names = "--profile",
            defaultValue = "quick",
            description = "quick: JVMs that start soon; measured: JVMs for numbers worth quoting.")
    Profile profile = Profile.QUICK;

    @Option(names = "--without-prometheus", description = "Do not start Prometheus, even where it is installed.")
    boolean withoutPrometheus;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = Ports.HOST,
            description = "Listen on this address instead of ${DEFAULT-VALUE}; beyond loopback it takes --tls and"
                    + " --token-file.")
    String bind = Ports.HOST;

    @Option(
            names = "--tls",
            paramLabel = "DIR",
            description = "Encrypt everything with the certificates in DIR, as 'ca init DIR' makes them, and let only"
                    + " clients in that have one.")
    @Nullable
    Path tls;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Let only clients use the APIs that show the token in FILE.")
    @Nullable
    Path tokenFile;

    UpRequest request() {
        if (jvms < 0) {
            throw ClusterProblem.usage("--jvms " + jvms + ": give 1 or more");
        }
        return new UpRequest(
                name,
                machine,
                Optional.ofNullable(kernel),
                jvms,
                controls,
                new Ports(portOffset),
                profile,
                Reach.of(bind, Optional.ofNullable(tls), Optional.ofNullable(tokenFile)),
                !withoutPrometheus);
    }
}
