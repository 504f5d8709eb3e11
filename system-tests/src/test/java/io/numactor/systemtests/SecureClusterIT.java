package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.runtime.security.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cluster with certificates and a token: who has them is served, and nobody else at any of its ports. */
final class SecureClusterIT {
    private static final String TOKEN = "a-token-that-nobody-guesses-0123456789";

    private static Path folder = Path.of("");
    private static RunningCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        folder = RunningCluster.newDirectory();
        numactor("ca", "init", path("members"));
        numactor("ca", "issue", path("members"), "--client", "bob", "--out", path("client"));
        numactor("ca", "init", path("foreign"));
        numactor("ca", "issue", path("foreign"), "--client", "bob", "--out", path("stranger"));
        Files.createFile(
                folder.resolve("token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(folder.resolve("token"), TOKEN + "\n");
        cluster = RunningCluster.up(
                "secure", "captured-ring-4", "--jvms", "2", "--tls", path("members"), "--token-file", path("token"));
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    private static void numactor(String... words) {
        Numactor.Outcome outcome = new Numactor(folder).run(words);
        assertThat(outcome.exit()).as(outcome.toString()).isZero();
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void theCommandFindsWhatItNeeds() {
        Numactor.Outcome alloc = cluster.run("alloc", "--node", "1", "--order", "3", "--json");
        assertThat(alloc.exit()).as(alloc.toString()).isZero();
        assertThat(alloc.json().path("served").asInt()).isEqualTo(1);
    }

    @Test
    void aClientWithACertificateAndTheTokenIsServedFromAnywhere() {
        assertThat(stat("--tls", path("client"), "--token-file", path("token")).exit())
                .isZero();
    }

    @Test
    void aClientWithoutTheTokenIsToldSo() {
        Numactor.Outcome stat = stat("--tls", path("client"));
        assertThat(stat.exit()).isEqualTo(2);
        assertThat(stat.err()).contains("show this cluster's token").contains("--token-file FILE");
    }

    @Test
    void aClientWithoutACertificateOrWithAnothersIsNotServed() {
        assertThat(stat("--token-file", path("token")).exit()).isEqualTo(3);
        assertThat(stat("--tls", path("stranger"), "--token-file", path("token"))
                        .exit())
                .isEqualTo(3);
    }

    /** From another directory, where nothing is known of the cluster. */
    private static Numactor.Outcome stat(String... options) {
        List<String> words = new ArrayList<>(
                List.of("stat", "--gateway", cluster.started().path("grpc").asText()));
        words.addAll(List.of(options));
        return new Numactor(folder).run(words.toArray(String[]::new));
    }

    @Test
    void everyPortRefusesWhoHasNoCertificateOfTheClustersAuthority() {
        Path members = folder.resolve("members");
        Handshake member = Handshake.showing(Optional.of(members), members);
        Handshake client = Handshake.showing(Optional.of(folder.resolve("client")), members);
        Handshake stranger = Handshake.showing(Optional.of(folder.resolve("stranger")), members);
        Handshake nobody = Handshake.showing(Optional.empty(), members);

        for (Port port : ports()) {
            assertThat(member.isAccepted(port.number, port.hello(), port.protocols()))
                    .as("member at " + port)
                    .isTrue();
            assertThat(stranger.isAccepted(port.number, port.hello(), port.protocols()))
                    .as("stranger at " + port)
                    .isFalse();
            assertThat(nobody.isAccepted(port.number, port.hello(), port.protocols()))
                    .as("nobody at " + port)
                    .isFalse();
            assertThat(client.isAccepted(port.number, port.hello(), port.protocols()))
                    .as("client at " + port)
                    .isEqualTo(!port.name.equals("arteryPort"));
        }
    }

    /** A port and what its protocol begins with. */
    private record Port(String name, int number) {
        String[] protocols() {
            return name.equals("grpcPort") ? new String[] {"h2"} : new String[0];
        }

        byte[] hello() {
            String text = switch (name) {
                case "arteryPort" -> "AKKA\1";
                case "grpcPort" -> "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
                default -> "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
            };
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static List<Port> ports() {
        List<Port> ports = new ArrayList<>();
        cluster.started().path("members").forEach(member -> {
            if (!member.path("who").asText().equals("prometheus")) {
                for (String name : List.of("arteryPort", "httpPort", "grpcPort")) {
                    if (member.has(name)) {
                        ports.add(new Port(name, member.path(name).asInt()));
                    }
                }
            }
        });
        assertThat(ports).hasSize(7);
        return ports;
    }

    @Test
    void httpAsksForTheTokenExceptForHealth() throws Exception {
        String root = cluster.started().path("http").asText();
        assertThat(root).startsWith("https://");
        assertThat(status(root + "/health/live", Optional.empty())).isEqualTo(200);
        for (String path : List.of("/metrics", "/v1/machine", "/v1/nothing")) {
            assertThat(status(root + path, Optional.empty())).as(path).isEqualTo(401);
            assertThat(status(root + path, Optional.of("wrong-token-of-some-length")))
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(status(root + "/v1/machine", Optional.of(TOKEN))).isEqualTo(200);
        assertThat(status(root + "/metrics", Optional.of(TOKEN))).isEqualTo(200);
    }

    private static int status(String url, Optional<String> token) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(TlsFiles.in(folder.resolve("client")).context())
                .build();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        token.ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void noSecretIsInTheRecordTheLogsOrACommandLine() throws IOException {
        List<Path> files = new ArrayList<>();
        files.add(cluster.directory().resolve(".numactor/secure/cluster.json"));
        cluster.jvms().forEach(jvm -> {
            files.add(jvm.log());
            files.add(Path.of("/proc/" + jvm.pid() + "/cmdline"));
            files.add(Path.of("/proc/" + jvm.pid() + "/environ"));
        });
        for (Path file : files) {
            assertThat(Files.readString(file)).as(file.toString()).doesNotContain(TOKEN, "PRIVATE KEY");
        }
    }
}
