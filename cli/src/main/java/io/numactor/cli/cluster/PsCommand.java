package io.numactor.cli.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.cli.ExitCode;
import io.numactor.cli.running.ClusterCommand;
import io.numactor.cli.running.ClusterRecord;
import io.numactor.cli.running.ClusterStore;
import io.numactor.cli.running.Json;
import io.numactor.cli.running.MemberRecord;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ps}: the clusters that were started from this directory. */
@Command(
        name = "ps",
        mixinStandardHelpOptions = true,
        description = "Lists the clusters that were started from this directory, and their processes.")
public final class PsCommand extends ClusterCommand {
    @Option(names = "--json", description = "Print one JSON document.")
    boolean json;

    @Override
    protected int run() {
        ClusterStore store = ClusterStore.here();
        List<ClusterRecord> all = store.readAll();
        List<ClusterRecord> alive = all.stream().filter(ClusterRecord::isAlive).toList();
        all.stream().filter(cluster -> !alive.contains(cluster)).forEach(stale -> forget(store, stale));
        if (json) {
            ObjectNode document = Json.object();
            ArrayNode clusters = document.putArray("clusters");
            alive.forEach(cluster -> clusters.add(Json.cluster(cluster)));
            out().println(Json.text(document));
        } else {
            out().print(alive.isEmpty() ? none() : text(alive));
        }
        return ExitCode.OK;
    }

    private static void forget(ClusterStore store, ClusterRecord stale) {
        System.err.println("numactor: cluster \"" + stale.name() + "\" had ended without 'down'; cleaned up");
        store.forget(stale.name());
    }

    private static String none() {
        return String.format("no cluster runs here; start one with '%s up MACHINE'%n", Distribution.command());
    }

    private static String text(List<ClusterRecord> clusters) {
        return clusters.stream().map(PsCommand::text).collect(Collectors.joining(System.lineSeparator()));
    }

    /** The two largest units that matter: {@code 2h 5m}, {@code 3m 10s}, {@code 9s}. */
    static String age(Duration age) {
        if (age.toHours() > 0) {
            return age.toHours() + "h " + age.toMinutesPart() + "m";
        }
        return age.toMinutes() > 0 ? age.toMinutes() + "m " + age.toSecondsPart() + "s" : age.toSeconds() + "s";
    }

    private static String text(ClusterRecord cluster) {
        Duration age = Duration.ofMillis(System.currentTimeMillis() - cluster.startedMillis());
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s   %s   %d JVMs   up %s   profile %s%n",
                cluster.name(),
                cluster.machine(),
                cluster.jvms(),
                age(age),
                cluster.profile().name().toLowerCase(Locale.ROOT)));
        text.append(
                String.format("  %-11s %8s  %-6s %-18s %-10s %s%n", "WHO", "PID", "STATE", "ROLE", "NODES", "PORTS"));
        cluster.members().forEach(member -> text.append(text(member)));
        return text.toString();
    }

    private static String text(MemberRecord member) {
        return String.format(
                Locale.ROOT,
                "  %-11s %8d  %-6s %-18s %-10s %s%n",
                member.who(),
                member.process().pid(),
                member.process().isAlive() ? "alive" : "dead",
                String.join(",", member.roles()),
                member.nodes().isEmpty()
                        ? "-"
                        : member.nodes().stream().map(String::valueOf).collect(Collectors.joining(",")),
                ports(member));
    }

    private static String ports(MemberRecord member) {
        return Stream.of(
                        port("actors", member.arteryPort()),
                        port("http", member.httpPort()),
                        port("grpc", member.grpcPort()))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("  "));
    }

    private static String port(String use, int port) {
        return port == 0 ? "" : use + " " + port;
    }
}
