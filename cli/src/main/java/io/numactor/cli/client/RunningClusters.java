package io.numactor.cli.client;

import io.numactor.cli.UsageProblem;
import io.numactor.load.GatewayAddress;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The local clusters of a directory, by the {@code cluster.json} that the launcher keeps. Only few of its fields matter
 * here, and a command that looks at something should not spend its time on loading a JSON library first.
 */
final class RunningClusters {
    private static final Pattern PID = Pattern.compile("\"pid\"\\s*:\\s*(\\d{1,18})");
    private static final Pattern GRPC_PORT = Pattern.compile("\"grpcPort\"\\s*:\\s*([1-9]\\d{0,4})\\b");

    private RunningClusters() {}

    /**
     * The gateways of a running cluster.
     *
     * @param addresses where they answer gRPC
     * @param tls folder with the cluster's certificates, where it has any
     * @param tokenFile file with its token, where it asks for one
     */
    record Gateways(List<GatewayAddress> addresses, Optional<Path> tls, Optional<Path> tokenFile) {}

    /** Those of each cluster of which a process lives. */
    static List<Gateways> gateways(Path folder) {
        List<Gateways> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (DirectoryStream<Path> clusters = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path cluster : clusters) {
                addGateways(cluster.resolve("cluster.json"), found);
            }
        } catch (IOException e) {
            throw new UsageProblem(folder + " cannot be read: " + e.getMessage() + "; use --gateway HOST:PORT", e);
        }
        return found;
    }

    private static void addGateways(Path file, List<Gateways> found) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        String json = Files.readString(file);
        String host = text(json, "host").orElse(GatewayOptions.LOOPBACK);
        List<GatewayAddress> addresses = GRPC_PORT
                .matcher(json)
                .results()
                .map(port -> new GatewayAddress(host, Integer.parseInt(port.group(1))))
                .toList();
        if (!addresses.isEmpty() && PID.matcher(json).results().anyMatch(pid -> lives(Long.parseLong(pid.group(1))))) {
            found.add(new Gateways(
                    addresses,
                    text(json, "tls").map(Path::of),
                    text(json, "tokenFile").map(Path::of)));
        }
    }

    /** A field that is not empty; the launcher's first of that name is the cluster's. */
    private static Optional<String> text(String json, String field) {
        Matcher value = Pattern.compile("\"" + field + "\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"")
                .matcher(json);
        return value.find()
                ? Optional.of(value.group(1).replaceAll("\\\\(.)", "$1")).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}
