package io.numactor.cli.client;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The local clusters of a directory, by the {@code cluster.json} that the launcher keeps. Only two of its fields matter
 * here, and a command that looks at something should not spend its time on loading a JSON library first.
 */
final class RunningClusters {
    private static final Pattern PID = Pattern.compile("\"pid\"\\s*:\\s*(\\d{1,18})");
    private static final Pattern GRPC_PORT = Pattern.compile("\"grpcPort\"\\s*:\\s*([1-9]\\d{0,4})\\b");

    private RunningClusters() {}

    /** gRPC ports of gateways, one for each cluster of which a process lives. */
    static List<Integer> gatewayPorts(Path folder) {
        List<Integer> ports = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return ports;
        }
        try (DirectoryStream<Path> clusters = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path cluster : clusters) {
                addGateway(cluster.resolve("cluster.json"), ports);
            }
        } catch (IOException e) {
            throw new UsageProblem(folder + " cannot be read: " + e.getMessage() + "; use --gateway HOST:PORT", e);
        }
        return ports;
    }

    private static void addGateway(Path file, List<Integer> ports) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        String json = Files.readString(file);
        Matcher port = GRPC_PORT.matcher(json);
        if (port.find() && PID.matcher(json).results().anyMatch(pid -> lives(Long.parseLong(pid.group(1))))) {
            ports.add(Integer.valueOf(port.group(1)));
        }
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}
