package io.numactor.cli.cluster;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.cli.Home;
import io.numactor.cli.running.Child;
import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.MemberPlan;
import io.numactor.cli.running.MemberRecord;
import io.numactor.cli.running.Ports;
import io.numactor.cli.running.Reach;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A Prometheus server beside the cluster: the project's configuration, and a list of what to scrape. */
public final class Prometheus {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CONFIG = "prometheus.yml";
    /** What the configuration's file_sd_configs name, relative to its own folder. */
    private static final String TARGETS = "targets.json";

    private final Path binary;
    private final Path folder;
    private final Ports ports;
    private final Reach reach;

    Prometheus(Path binary, Path clusterDirectory, Ports ports, Reach reach) {
        this.binary = binary;
        this.folder = clusterDirectory.resolve("prometheus");
        this.ports = ports;
        this.reach = reach;
    }

    /** The server's program on the PATH. */
    public static Optional<Path> find() {
        return onPath("prometheus");
    }

    public static Optional<Path> onPath(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Child start(ClusterPlan plan, Path log) {
        copyConfiguration();
        PrometheusAccess.write(folder.resolve(CONFIG), reach);
        writeTargets(plan);
        return Child.start(MemberRecord.PROMETHEUS, JvmLine.detached(commandLine()), log);
    }

    static String url(Ports ports) {
        return "http://" + Ports.HOST + ":" + ports.prometheus();
    }

    private List<String> commandLine() {
        return List.of(
                binary.toString(),
                "--config.file=" + folder.resolve(CONFIG),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--storage.tsdb.retention.time=1d",
                "--web.listen-address=" + Ports.HOST + ":" + ports.prometheus(),
                "--log.level=warn");
    }

    private void copyConfiguration() {
        Path source = Home.directory().resolve("deploy").resolve("prometheus");
        if (!Files.exists(source.resolve(CONFIG))) {
            throw ClusterProblem.failed(
                    source.resolve(CONFIG) + ": is not there; start without it by --without-prometheus");
        }
        try (Stream<Path> files = Files.list(source)) {
            Files.createDirectories(folder);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeTargets(ClusterPlan plan) {
        ArrayNode groups = JSON.createArrayNode();
        group(groups, "control", plan.controls());
        group(groups, "node", plan.nodeJvms());
        try {
            Files.writeString(folder.resolve(TARGETS), groups.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void group(ArrayNode groups, String role, List<MemberPlan> members) {
        ObjectNode group = groups.addObject();
        ArrayNode targets = group.putArray("targets");
        members.forEach(member -> targets.add(member.metricsTarget(reach.host())));
        group.putObject("labels").put("role", role);
    }
}
