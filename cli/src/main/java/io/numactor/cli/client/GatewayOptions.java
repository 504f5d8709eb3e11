package io.numactor.cli.client;

import io.numactor.load.ApiClient;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which gateway a command talks to. */
final class GatewayOptions {
    static final int DEFAULT_GRPC_PORT = 26_002;

    private static final String LOOPBACK = "127.0.0.1";
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

    /** The client; it connects with its first call. */
    ApiClient connect() {
        if (gateway != null) {
            return named(gateway);
        }
        return ApiClient.connect(LOOPBACK, portOffset == null ? foundPort() : shiftedPort(portOffset));
    }

    private static ApiClient named(String gateway) {
        int colon = gateway.lastIndexOf(':');
        String digits = gateway.substring(colon + 1);
        if (colon <= 0 || !digits.matches("\\d{1,5}") || !isPort(Integer.parseInt(digits))) {
            throw new UsageProblem("--gateway '" + gateway + "' is not HOST:PORT with a port in 1.." + HIGHEST_PORT);
        }
        return ApiClient.connect(gateway.substring(0, colon), Integer.parseInt(digits));
    }

    private static int shiftedPort(int offset) {
        if (!isPort(DEFAULT_GRPC_PORT + (long) offset)) {
            throw new UsageProblem("--port-offset " + offset + " is not in " + (1 - DEFAULT_GRPC_PORT) + ".."
                    + (HIGHEST_PORT - DEFAULT_GRPC_PORT));
        }
        return DEFAULT_GRPC_PORT + offset;
    }

    private static int foundPort() {
        List<Integer> ports = RunningClusters.gatewayPorts(Path.of(".numactor"));
        if (ports.size() > 1) {
            throw new UsageProblem("several clusters run here, with gateways on ports " + ports
                    + ": choose one with --gateway 127.0.0.1:PORT");
        }
        return ports.isEmpty() ? DEFAULT_GRPC_PORT : ports.get(0);
    }

    private static boolean isPort(long port) {
        return port >= 1 && port <= HIGHEST_PORT;
    }
}
