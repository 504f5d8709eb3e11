package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes join from another network namespace, as from another computer: encrypted, and listening on other addresses
 * than they are reached at. Then the cable between the two is pulled, and plugged in again.
 */
@Tag("long")
final class NetworkPartitionIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path secrets = Path.of("");

    @Test
    void nodesOfAnotherNetworkJoinAreCutOffAndJoinAgain() throws IOException {
        Extras.requireNamespaces(NetworkNamespace.isPossible());
        try (NetworkNamespace away = NetworkNamespace.create()) {
            List<String> access = access(away);
            try (RunningCluster cluster = up(away, access)) {
                takesInTheNodeOfAnotherNetwork(away, access, cluster);
            }
        }
    }

    private static void takesInTheNodeOfAnotherNetwork(
            NetworkNamespace away, List<String> access, RunningCluster cluster) {
        new Fleet(cluster).node("kill", 3);
        try (Background joined = join(away, access, cluster)) {
            awaitServed(cluster, 3, joined);
            assertClean(cluster);

            away.pullCable();
            awaitServed(cluster, 0, joined);
            assertThat(joined.end().exit())
                    .as("cut off from the majority, it ends itself: " + joined.end())
                    .isEqualTo(1);
            assertClean(cluster);
        }
        away.plugCable();
        try (Background again = join(away, access, cluster)) {
            awaitServed(cluster, 3, again);
            assertClean(cluster);
        }
    }

    /** Certificates for both ends, and a token. */
    private List<String> access(NetworkNamespace away) throws IOException {
        Path tls = secrets.resolve("tls");
        Numactor.Outcome made =
                new Numactor(secrets).run("ca", "init", tls.toString(), "--host", away.here(), "--host", away.there());
        assertThat(made.exit()).as(made.toString()).isZero();
        Path token = Files.createFile(
                secrets.resolve("token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(token, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
        return List.of("--tls", tls.toString(), "--token-file", token.toString());
    }

    private static RunningCluster up(NetworkNamespace away, List<String> access) {
        return RunningCluster.up(
                "partition",
                "captured-ring-4",
                "--without-prometheus",
                "--jvms",
                "2",
                "--bind",
                away.here(),
                access.get(0),
                access.get(1),
                access.get(2),
                access.get(3));
    }

    private static Background join(NetworkNamespace away, List<String> access, RunningCluster cluster) {
        return cluster.numactor()
                .by(away.prefix())
                .start(
                        "node",
                        "join",
                        away.here() + ":" + (26_000 + cluster.portOffset()),
                        "--node",
                        "1,3",
                        "--bind",
                        "0.0.0.0",
                        "--advertise",
                        away.there(),
                        access.get(0),
                        access.get(1),
                        access.get(2),
                        access.get(3));
    }

    /** Waits until a page wanted of node 3 comes from this node. */
    private static void awaitServed(RunningCluster cluster, int by, Background joined) {
        await("node " + by + " to serve for node 3").atMost(LIMIT).untilAsserted(() -> {
            Numactor.Outcome outcome = cluster.run(
                    "alloc",
                    "--node",
                    "3",
                    "--hold-seconds",
                    "0",
                    "--json",
                    "--port-offset",
                    String.valueOf(cluster.portOffset()));
            assertThat(outcome.exit()).as(outcome + "\n" + joined).isZero();
            assertThat(servers(outcome.json())).as(outcome + "\n" + joined).containsExactly(by);
        });
    }

    private static List<Integer> servers(JsonNode answer) {
        return StreamSupport.stream(answer.path("runs").spliterator(), false)
                .map(run -> run.path("node").asInt())
                .toList();
    }

    private static void assertClean(RunningCluster cluster) {
        new Fleet(cluster).assertClean();
    }
}
