package io.numactor.cli.cluster;

import io.numactor.cli.ExitCode;
import io.numactor.cli.running.ClusterCommand;
import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.ClusterRecord;
import io.numactor.cli.running.ClusterStore;
import io.numactor.cli.running.LogTail;
import io.numactor.cli.running.MemberRecord;
import io.numactor.cli.running.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logs}: what the processes of a cluster wrote; also after it has ended. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Prints the end of the logs of a cluster's processes, also after it has ended.")
public final class LogsCommand extends ClusterCommand {
    private static final long POLL_MILLIS = 200;

    @Parameters(
            arity = "0..1",
            paramLabel = "WHO",
            description = "control, node0, prometheus, ...; all when not given.")
    String who = "";

    @Option(names = "--name", defaultValue = UpOptions.DEFAULT_NAME, description = "Name of the cluster.")
    String name = UpOptions.DEFAULT_NAME;

    @Option(names = "-n", paramLabel = "LINES", defaultValue = "20", description = "Lines: ${DEFAULT-VALUE}.")
    int lines = 20;

    @Option(names = "-f", description = "Go on printing what comes, until Ctrl-C.")
    boolean follow;

    @Override
    protected int run() {
        if (lines < 0) {
            throw ClusterProblem.usage("-n " + lines + ": give 0 or more");
        }
        Map<String, Path> logs = select(all(ClusterStore.here()));
        boolean prefixed = logs.size() > 1;
        Map<String, LogFollower> followers = new LinkedHashMap<>();
        logs.forEach((member, file) -> {
            String prefix = prefixed ? String.format("%-10s | ", member) : "";
            LogTail.last(file, lines).forEach(line -> out().println(prefix + line));
            followers.put(prefix, LogFollower.atEnd(file));
        });
        while (follow) {
            followers.forEach((prefix, log) -> log.more().forEach(line -> out().println(prefix + line)));
            out().flush();
            Pause.millis(POLL_MILLIS);
        }
        return ExitCode.OK;
    }

    /** The log files of the cluster by the name of the process. */
    private Map<String, Path> all(ClusterStore store) {
        Map<String, Path> logs = new LinkedHashMap<>();
        Path folder = store.logs(name);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".log"))
                        .sorted()
                        .forEach(file -> logs.put(file.getFileName().toString().replaceFirst("\\.log$", ""), file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        store.read(name)
                .ifPresent(cluster -> logs.keySet()
                        .retainAll(cluster.members().stream()
                                .map(MemberRecord::who)
                                .toList()));
        if (logs.isEmpty()) {
            throw ClusterProblem.failed("no logs of a cluster \"" + name + "\" in " + folder);
        }
        return logs;
    }

    private Map<String, Path> select(Map<String, Path> logs) {
        if (who.isEmpty()) {
            return logs;
        }
        String member = hostOf(who);
        Path file = logs.get(member);
        if (file == null) {
            throw ClusterProblem.usage("'" + who + "' has no log; there are: " + String.join(", ", logs.keySet()));
        }
        return Map.of(member, file);
    }

    private String hostOf(String wanted) {
        List<MemberRecord> members =
                ClusterStore.here().read(name).map(ClusterRecord::members).orElse(List.of());
        return members.stream()
                .filter(member -> member.answersTo(wanted))
                .map(MemberRecord::who)
                .findFirst()
                .orElse(wanted);
    }
}
