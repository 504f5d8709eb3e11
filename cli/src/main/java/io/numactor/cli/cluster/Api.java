package io.numactor.cli.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.numactor.api.v1.Phases;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The HTTP side of a starting cluster. Plain requests, because a launcher that loads a gRPC client takes the CPU from
 * the JVMs that it waits for.
 */
final class Api {
    private static final int TIMEOUT_MILLIS = 2_000;

    private final String base;

    Api(int httpPort) {
        this.base = "http://" + Ports.HOST + ":" + httpPort;
    }

    /** Whether boot is done and allocations are served. */
    boolean isReady() {
        return get("/health/ready").isPresent();
    }

    /** The boot phases; empty while nobody answers. */
    Optional<Phases> phases() {
        return get("/v1/phases").flatMap(Api::parse);
    }

    private static Optional<Phases> parse(String json) {
        try {
            Phases.Builder phases = Phases.newBuilder();
            JsonFormat.parser().ignoringUnknownFields().merge(json, phases);
            return Optional.of(phases.build());
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    /** The body of a 200 answer; empty for any other, or none. */
    Optional<String> get(String path) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(base + path).toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
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
