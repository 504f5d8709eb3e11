package io.numactor.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A cluster that {@code numactor up -d} started in a directory of its own; closing it ends it and proves the end. */
final class RunningCluster implements AutoCloseable {
    private static final Duration GONE_LIMIT = Duration.ofSeconds(10);
    private static final int TAIL_LINES = 40;

    private final Path directory;
    private final Numactor numactor;
    private final JsonNode started;
    private final Gateway gateway;
    /** Ends it with the test run, should that be ended from outside. */
    private final Thread hook = new Thread(this::down, "end-of-cluster");

    private RunningCluster(Path directory, Numactor numactor, JsonNode started) {
        this.directory = directory;
        this.numactor = numactor;
        this.started = started;
        this.gateway = Gateway.connect(started.path("grpc").asText());
    }

    /**
     * A process of the cluster.
     *
     * @param who its name within the cluster
     * @param httpPort where it answers HTTP
     */
    record Member(String who, long pid, int httpPort, Path log) {
        private static Member of(JsonNode json) {
            return new Member(
                    json.path("who").asText(),
                    json.path("pid").asLong(),
                    json.path("httpPort").asInt(),
                    Path.of(json.path("log").asText()));
        }
    }

    /** Starts a machine and returns when it is booted. */
    static RunningCluster up(String name, String machine, String... options) {
        Path directory = newDirectory();
        Numactor numactor = new Numactor(directory);
        List<String> words = new ArrayList<>(List.of(
                "up", machine, "-d", "--json", "--name", name, "--port-offset", String.valueOf(PortOffset.free())));
        words.addAll(List.of(options));
        Numactor.Outcome up = numactor.run(words.toArray(String[]::new));
        assertThat(up.exit()).as(up.toString()).isZero();
        RunningCluster cluster = new RunningCluster(directory, numactor, up.json());
        Runtime.getRuntime().addShutdownHook(cluster.hook);
        return cluster;
    }

    static Path newDirectory() {
        try {
            return Files.createTempDirectory("numactor-systemtest").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return started.path("name").asText();
    }

    int portOffset() {
        return started.path("portOffset").asInt();
    }

    /** What {@code up --json} said. */
    JsonNode started() {
        return started;
    }

    Gateway gateway() {
        return gateway;
    }

    /** The JVM in control, over HTTP. */
    HttpSite http() {
        return new HttpSite(started.path("http").asText());
    }

    /** The command, run where the cluster was started. */
    Numactor.Outcome run(String... words) {
        return numactor.run(words);
    }

    /** The command, to be run where the cluster was started. */
    Numactor numactor() {
        return numactor;
    }

    /** A command that runs beside the test. */
    Background start(String... words) {
        return numactor.start(words);
    }

    Path directory() {
        return directory;
    }

    /** JVMs, the one in control first. */
    List<Member> jvms() {
        return members().filter(member -> !member.who().equals("prometheus")).toList();
    }

    /** The monitoring server, when {@code up} found one to start. */
    Optional<Member> prometheus() {
        return members().filter(member -> member.who().equals("prometheus")).findFirst();
    }

    private Stream<Member> members() {
        return StreamSupport.stream(started.path("members").spliterator(), false)
                .map(Member::of);
    }

    /** The end of every log, for whoever has to find out what went wrong. */
    String logTails() {
        StringBuilder text = new StringBuilder();
        members()
                .forEach(member -> text.append("==> ")
                        .append(member.log())
                        .append(" <==\n")
                        .append(tail(member.log()))
                        .append('\n'));
        return text.toString();
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "cannot be read: " + e;
        }
    }

    /** Ends it and waits until no process of it is left. Ending it a second time does no harm. */
    @Override
    public void close() {
        gateway.close();
        List<Long> pids = recordedPids();
        down();
        await("end of all processes")
                .atMost(GONE_LIMIT)
                .untilAsserted(() -> assertThat(
                                Stream.concat(pids.stream(), members().map(Member::pid))
                                        .filter(RunningCluster::isAlive))
                        .isEmpty());
        Runtime.getRuntime().removeShutdownHook(hook);
        delete();
    }

    /** Those of {@code cluster.json}: members may have been started again since. */
    private List<Long> recordedPids() {
        Path file = directory.resolve(".numactor").resolve(name()).resolve("cluster.json");
        try {
            return Files.exists(file)
                    ? Pattern.compile("\"pid\"\\s*:\\s*(\\d+)")
                            .matcher(Files.readString(file))
                            .results()
                            .map(pid -> Long.valueOf(pid.group(1)))
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private void down() {
        numactor.run("down", "--name", name());
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
