package io.numactor.cli.running;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.Phases;
import io.numactor.api.v1.Zoneinfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The HTTP side of a cluster, at whichever of its gateways answers. Plain requests, because a launcher that loads a gRPC client takes the CPU from
 * the JVMs that it waits for.
 */
public final class Api {
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final String READY = "/health/ready";

    private final HttpAccess access;
    private final List<Integer> ports;

    public Api(Reach reach, int httpPort) {
        this(reach, List.of(httpPort));
    }

    private Api(Reach reach, List<Integer> ports) {
        this.access = new HttpAccess(reach);
        this.ports = List.copyOf(ports);
    }

    /** That of all gateways of a cluster. */
    public static Api of(ClusterRecord cluster) {
        return new Api(
                cluster.reach(),
                cluster.members().stream()
                        .filter(member -> member.hasRole("gateway"))
                        .map(MemberRecord::httpPort)
                        .toList());
    }

    /** The port of the gateway that answers first. */
    public int port() {
        return ports.stream()
                .filter(port -> get(port, "/health/live").isPresent())
                .findFirst()
                .orElseThrow(() -> ClusterProblem.unreachable("no gateway answers on any of the ports " + ports));
    }

    /** Whether boot is done and allocations are served. */
    public boolean isReady() {
        return get(READY).isPresent();
    }

    /** Whether it is ready, for all that it says: one that is too busy to answer may be. */
    boolean mayBeReady() {
        return ports.stream().anyMatch(this::mayBeReady);
    }

    private boolean mayBeReady(int port) {
        try {
            return access.open(port, READY, TIMEOUT_MILLIS).getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The boot phases; empty while nobody answers. */
    public Optional<Phases> phases() {
        return read("/v1/phases", Phases.newBuilder()).map(Phases.Builder::build);
    }

    /** The machine; empty while nobody answers. */
    public Optional<Machine> machine() {
        return read("/v1/machine", Machine.newBuilder()).map(Machine.Builder::build);
    }

    /** How a node stands; empty when nobody answers, or the node is away. */
    public Optional<NodeState> node(int nid) {
        return read("/v1/zoneinfo?nodes=" + nid, Zoneinfo.newBuilder())
                .flatMap(zoneinfo -> zoneinfo.getNodesList().stream().findFirst());
    }

    private <B extends Message.Builder> Optional<B> read(String path, B message) {
        return get(path).flatMap(json -> parsed(json, message));
    }

    private static <B extends Message.Builder> Optional<B> parsed(String json, B message) {
        try {
            JsonFormat.parser().ignoringUnknownFields().merge(json, message);
            return Optional.of(message);
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    /** The body of a 200 answer; empty for any other, or none. */
    public Optional<String> get(String path) {
        return ports.stream()
                .map(port -> get(port, path))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> get(int port, String path) {
        try {
            HttpURLConnection connection = access.open(port, path, TIMEOUT_MILLIS);
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                return Optional.empty();
            }
            try (InputStream body = connection.getInputStream()) {
                return Optional.of(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
