package io.numactor.cli.client;

import io.numactor.cli.UsageProblem;
import io.numactor.cli.client.RunningClusters.Gateways;
import io.numactor.load.ApiClient;
import io.numactor.load.GatewayAddress;
import io.numactor.runtime.security.Credentials;
import io.numactor.runtime.security.CredentialsRefused;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which gateway a command talks to, and what it shows there. */
final class GatewayOptions {
    static final int DEFAULT_GRPC_PORT = 26_002;
    static final String LOOPBACK = "127.0.0.1";

    private static final int HIGHEST_PORT = 65_535;

    @Option(
            names = "--gateway",
            paramLabel = "HOST:PORT[,...]",
            description = "the gateway to talk to, or several of one cluster, tried in turn;"
                    + " default: those of the cluster running here, else 127.0.0.1:26002")
    @Nullable
    String gateway;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            description = "talk to the local cluster that was started with this offset")
    @Nullable
    Integer portOffset;

    @Option(
            names = "--tls",
            paramLabel = "DIR",
            description = "certificates to show, as 'ca issue' makes them; default: those of the cluster running here")
    @Nullable
    Path tls;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            defaultValue = "${env:NUMACTOR_TOKEN_FILE}",
            description =
                    "file with the token to show; default: NUMACTOR_TOKEN_FILE, else that of the cluster running here")
    @Nullable
    Path tokenFile;

    /** The client; it connects with its first call. */
    ApiClient connect() {
        Gateways target = target();
        try {
            Credentials credentials = Credentials.read(
                    Optional.ofNullable(tls).or(target::tls),
                    Optional.ofNullable(tokenFile).or(target::tokenFile));
            target.addresses().forEach(address -> credentials.checkShownTo(address.host()));
            return ApiClient.connect(target.addresses(), credentials);
        } catch (CredentialsRefused e) {
            throw new UsageProblem(String.valueOf(e.getMessage()), e);
        }
    }

    /** A gateway that is a running cluster's of this directory is asked with what that cluster asks for. */
    private Gateways target() {
        List<Gateways> running = RunningClusters.gateways(Path.of(".numactor"));
        if (gateway == null && portOffset == null) {
            return found(running);
        }
        List<GatewayAddress> named =
                gateway == null ? List.of(local(shiftedPort(portOffset == null ? 0 : portOffset))) : named(gateway);
        return running.stream()
                .filter(known -> known.addresses().stream().anyMatch(address -> isMeant(address, named)))
                .map(known -> new Gateways(gateway == null ? known.addresses() : named, known.tls(), known.tokenFile()))
                .findFirst()
                .orElse(new Gateways(named, Optional.empty(), Optional.empty()));
    }

    /** A port offset says nothing of the host. */
    private boolean isMeant(GatewayAddress known, List<GatewayAddress> named) {
        return gateway == null ? known.port() == named.get(0).port() : named.contains(known);
    }

    private static GatewayAddress local(int port) {
        return new GatewayAddress(LOOPBACK, port);
    }

    private static List<GatewayAddress> named(String gateway) {
        try {
            return GatewayAddress.parse(gateway);
        } catch (IllegalArgumentException e) {
            throw new UsageProblem("--gateway " + e.getMessage());
        }
    }

    private static int shiftedPort(int offset) {
        if (!GatewayAddress.isPort(DEFAULT_GRPC_PORT + (long) offset)) {
            throw new UsageProblem("--port-offset " + offset + " is not in " + (1 - DEFAULT_GRPC_PORT) + ".."
                    + (HIGHEST_PORT - DEFAULT_GRPC_PORT));
        }
        return DEFAULT_GRPC_PORT + offset;
    }

    private static Gateways found(List<Gateways> running) {
        if (running.size() > 1) {
            throw new UsageProblem("several clusters run here, with gateways on ports "
                    + running.stream()
                            .map(cluster -> cluster.addresses().get(0).port())
                            .toList() + ": choose one with --gateway "
                    + running.get(0).addresses().get(0).host() + ":PORT");
        }
        return running.isEmpty()
                ? new Gateways(List.of(local(DEFAULT_GRPC_PORT)), Optional.empty(), Optional.empty())
                : running.get(0);
    }
}
