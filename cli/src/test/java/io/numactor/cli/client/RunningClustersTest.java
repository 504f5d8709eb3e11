package io.numactor.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningClustersTest {
    private static final long NO_SUCH_PID = 999_999_999_999L;

    @TempDir
    private Path folder;

    @Test
    void findsTheGatewayOfAClusterThatLives() throws IOException {
        write("default", ProcessHandle.current().pid(), 26_012);
        assertThat(RunningClusters.gatewayPorts(folder)).containsExactly(26_012);
    }

    @Test
    void passesOverClustersThatHaveEnded() throws IOException {
        write("old", NO_SUCH_PID, 26_012);
        assertThat(RunningClusters.gatewayPorts(folder)).isEmpty();
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(RunningClusters.gatewayPorts(folder.resolve("none"))).isEmpty();
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
