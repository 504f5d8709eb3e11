package io.numactor.cli.client;

import io.numactor.cli.client.RunningClusters.Gateway;
import io.numactor.load.ApiClient;
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
            paramLabel = "HOST:PORT",
            description = "the gateway to talk to; default: that of the cluster running here, else 127.0.0.1:26002")
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
        Gateway target = target();
        try {
            Credentials credentials = Credentials.read(
                    Optional.ofNullable(tls).or(target::tls),
                    Optional.ofNullable(tokenFile).or(target::tokenFile));
            credentials.checkShownTo(target.host());
            return ApiClient.connect(target.host(), target.port(), credentials);
        } catch (CredentialsRefused e) {
            throw new UsageProblem(String.valueOf(e.getMessage()), e);
        }
    }

    /** A gateway that is a running cluster's of this directory is asked with what that cluster asks for. */
    private Gateway target() {
        List<Gateway> running = RunningClusters.gateways(Path.of(".numactor"));
        if (gateway == null && portOffset == null) {
            return found(running);
        }
        Gateway named = gateway == null ? local(shiftedPort(portOffset == null ? 0 : portOffset)) : named(gateway);
        return running.stream()
                .filter(known -> known.port() == named.port()
                        && (gateway == null || known.host().equals(named.host())))
                .findFirst()
                .orElse(named);
    }

    private static Gateway local(int port) {
        return new Gateway(LOOPBACK, port, Optional.empty(), Optional.empty());
    }

    private static Gateway named(String gateway) {
        int colon = gateway.lastIndexOf(':');
        String digits = gateway.substring(colon + 1);
        if (colon <= 0 || !digits.matches("\\d{1,5}") || !isPort(Integer.parseInt(digits))) {
            throw new UsageProblem("--gateway '" + gateway + "' is not HOST:PORT with a port in 1.." + HIGHEST_PORT);
        }
        return new Gateway(gateway.substring(0, colon), Integer.parseInt(digits), Optional.empty(), Optional.empty());
    }

    private static int shiftedPort(int offset) {
        if (!isPort(DEFAULT_GRPC_PORT + (long) offset)) {
            throw new UsageProblem("--port-offset " + offset + " is not in " + (1 - DEFAULT_GRPC_PORT) + ".."
                    + (HIGHEST_PORT - DEFAULT_GRPC_PORT));
        }
        return DEFAULT_GRPC_PORT + offset;
    }

    private static Gateway found(List<Gateway> running) {
        if (running.size() > 1) {
            throw new UsageProblem("several clusters run here, with gateways on ports "
                    + running.stream().map(Gateway::port).toList() + ": choose one with --gateway "
                    + running.get(0).host() + ":PORT");
        }
        return running.isEmpty() ? local(DEFAULT_GRPC_PORT) : running.get(0);
    }

    private static boolean isPort(long port) {
        return port >= 1 && port <= HIGHEST_PORT;
    }
}
