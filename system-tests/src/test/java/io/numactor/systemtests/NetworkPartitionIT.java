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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
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
    /** Several, for which part of the transport ends first is a matter of luck. */
    private static final int CUTS = 3;

    @TempDir
    Path secrets = Path.of("");

    @Test
    void nodesOfAnotherNetworkJoinAreCutOffAndJoinAgain() throws IOException {
        Extras.requireNamespaces(NetworkNamespace.isPossible());
        try (NetworkNamespace away = NetworkNamespace.create()) {
            List<String> access = access(away);
            try (RunningCluster cluster = up(away, access, 2)) {
                takesInTheNodeOfAnotherNetwork(away, access, cluster);
            }
        }
    }

    private static void takesInTheNodeOfAnotherNetwork(
            NetworkNamespace away, List<String> access, RunningCluster cluster) {
        new Fleet(cluster).node("kill", 3);
        try (Background joined = join(away, access, cluster, "1,3")) {
            awaitServed(cluster, 3, 3, joined);
            assertClean(cluster);

            for (int cut = 0; cut < CUTS; cut++) {
                away.pullCable();
                awaitServed(cluster, 3, 0, joined);
                assertClean(cluster);
                away.plugCable();
                awaitServed(cluster, 3, 3, joined);
                assertClean(cluster);
            }
        }
    }

    @Test
    void mostNodesAreCutOffFromTheControlJvmAndReturnEmpty() throws IOException {
        Extras.requireNamespaces(NetworkNamespace.isPossible());
        try (NetworkNamespace away = NetworkNamespace.create()) {
            List<String> access = access(away);
            try (RunningCluster cluster = up(away, access, 4)) {
                IntStream.of(1, 2, 3).forEach(node -> new Fleet(cluster).node("kill", node));
                try (Background one = join(away, access, cluster, "1");
                        Background two = join(away, access, cluster, "2");
                        Background three = join(away, access, cluster, "3")) {
                    List<Background> joined = List.of(one, two, three);
                    List<String> lives = awaitOnline(cluster, joined);
                    away.pullCable();
                    for (int node = 1; node <= 3; node++) {
                        awaitServed(cluster, node, 0, joined.get(node - 1));
                    }
                    assertClean(cluster);
                    away.plugCable();
                    assertThat(awaitOnline(cluster, joined)).doesNotContainAnyElementsOf(lives);
                    assertClean(cluster);
                }
            }
        }
    }

    /** The lives of nodes 1 to 3 once each of them serves. */
    private static List<String> awaitOnline(RunningCluster cluster, List<Background> joined) {
        return IntStream.of(1, 2, 3)
                .mapToObj(node -> awaitServed(cluster, node, node, joined.get(node - 1)))
                .map(answer -> answer.path("runs").path(0).path("incarnation").asText())
                .toList();
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

    private static RunningCluster up(NetworkNamespace away, List<String> access, int jvms) {
        return RunningCluster.up(
                "partition",
                "captured-ring-4",
                "--without-prometheus",
                "--jvms",
                String.valueOf(jvms),
                "--bind",
                away.here(),
                access.get(0),
                access.get(1),
                access.get(2),
                access.get(3));
    }

    private static Background join(NetworkNamespace away, List<String> access, RunningCluster cluster, String nodes) {
        return cluster.numactor()
                .by(away.prefix())
                .start(
                        "node",
                        "join",
                        away.here() + ":" + (26_000 + cluster.portOffset()),
                        "--node",
                        nodes,
                        "--bind",
                        "0.0.0.0",
                        "--advertise",
                        away.there(),
                        access.get(0),
                        access.get(1),
                        access.get(2),
                        access.get(3));
    }

    /** The answer, as soon as a page wanted of one node comes from the other. */
    private static JsonNode awaitServed(RunningCluster cluster, int wanted, int by, Background joined) {
        List<JsonNode> answers = new CopyOnWriteArrayList<>();
        await("node " + by + " to serve for node " + wanted).atMost(LIMIT).untilAsserted(() -> {
            Numactor.Outcome outcome = cluster.run(
                    "alloc",
                    "--node",
                    String.valueOf(wanted),
                    "--hold-seconds",
                    "0",
                    "--json",
                    "--port-offset",
                    String.valueOf(cluster.portOffset()));
            assertThat(outcome.exit()).as(outcome + "\n" + joined).isZero();
            assertThat(servers(outcome.json())).as(outcome + "\n" + joined).containsExactly(by);
            answers.add(outcome.json());
        });
        return answers.get(0);
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
