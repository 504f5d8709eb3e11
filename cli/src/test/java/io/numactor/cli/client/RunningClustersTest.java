package io.numactor.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.cli.client.RunningClusters.Gateways;
import io.numactor.load.GatewayAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningClustersTest {
    private static final long NO_SUCH_PID = 999_999_999_999L;

    @TempDir
    private Path folder;

    @Test
    void findsTheGatewayOfAClusterThatLives() throws IOException {
        write("default", ProcessHandle.current().pid(), 26_012);
        assertThat(RunningClusters.gateways(folder))
                .containsExactly(new Gateways(
                        List.of(new GatewayAddress("127.0.0.1", 26_012)), Optional.empty(), Optional.empty()));
    }

    @Test
    void readsWhatTheClusterAsksFor() throws IOException {
        Path cluster = Files.createDirectories(folder.resolve("safe"));
        Files.writeString(cluster.resolve("cluster.json"), """
                {"reach": {"host": "10.0.0.7", "tls": "/x/a \\"b\\"", "tokenFile": "/x/token"}, "startedMillis": 1,
                 "members": [{"process": {"pid": %d}, "grpcPort": 26002}, {"grpcPort": 26012}]}
                """.formatted(
                        ProcessHandle.current().pid()));
        assertThat(RunningClusters.gateways(folder))
                .containsExactly(new Gateways(
                        List.of(new GatewayAddress("10.0.0.7", 26_002), new GatewayAddress("10.0.0.7", 26_012)),
                        Optional.of(Path.of("/x/a \"b\"")),
                        Optional.of(Path.of("/x/token"))));
    }

    @Test
    void passesOverClustersThatHaveEnded() throws IOException {
        write("old", NO_SUCH_PID, 26_012);
        assertThat(RunningClusters.gateways(folder)).isEmpty();
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(RunningClusters.gateways(folder.resolve("none"))).isEmpty();
    }

    private void write(String name, long pid, int port) throws IOException {
        Path cluster = Files.createDirectories(folder.resolve(name));
        String json = """
                {"members": [
                  {"who": "node0", "process": {"pid": %d}, "grpcPort": 0},
                  {"who": "control", "process": {"pid": %d}, "grpcPort": %d}]}
                """.formatted(NO_SUCH_PID, pid, port);
        Files.writeString(cluster.resolve("cluster.json"), json);
    }
}
