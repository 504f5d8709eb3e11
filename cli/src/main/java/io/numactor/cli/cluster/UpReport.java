package io.numactor.cli.cluster;

import io.numactor.cli.running.ClusterRecord;
import io.numactor.cli.running.MemberRecord;
import io.numactor.cli.running.Ports;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@code up} says once the cluster is booted: where everything is and what to type next. */
public final class UpReport {
    private UpReport() {}

    static String text(LocalCluster cluster, double seconds, boolean background) {
        ClusterRecord record = cluster.record();
        String command = Distribution.command();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%nCluster \"%s\" is up after %.1f s: %s. Its state is lost when it ends.%n%n",
                record.name(),
                seconds,
                size(record)));
        text.append(urls(record));
        line(text, "Logs", cluster.plan().members().size() + " files in .numactor/" + record.name() + "/logs");
        line(text, "Next", command + " alloc --node 0 --order 9 --explain" + Arguments.of(record));
        line(text, "Stop", background ? command + " down" + Arguments.name(record) : "Ctrl-C");
        return text.toString();
    }

    /** JVMs and NUMA nodes; with those that have ended since they were started, how many of how many. */
    static String size(ClusterRecord record) {
        List<MemberRecord> jvms =
                record.members().stream().filter(MemberRecord::isJvm).toList();
        List<MemberRecord> alive =
                jvms.stream().filter(jvm -> jvm.process().isAlive()).toList();
        return of(alive.size(), jvms.size()) + " JVMs, " + of(nodes(alive), nodes(jvms)) + " NUMA nodes";
    }

    private static int nodes(List<MemberRecord> jvms) {
        return jvms.stream().mapToInt(jvm -> jvm.nodes().size()).sum();
    }

    private static String of(int some, int all) {
        return some == all ? String.valueOf(all) : some + " of " + all;
    }

    /** The addresses of a cluster, one a line. */
    public static String urls(ClusterRecord record) {
        Ports ports = new Ports(record.portOffset());
        StringBuilder text = new StringBuilder();
        line(text, "API", record.reach().url(ports.controlHttp(0)) + "/v1/machine");
        line(
                text,
                "gRPC",
                record.gateways().stream()
                        .map(gateway -> record.reach().host() + ":" + gateway.grpcPort())
                        .collect(Collectors.joining(", or when that does not answer ")));
        line(text, "Metrics", record.reach().url(ports.controlHttp(0)) + "/metrics");
        boolean prometheus = record.members().stream().anyMatch(member -> !member.isJvm());
        line(
                text,
                "Prometheus",
                prometheus
                        ? Prometheus.url(ports) + "   scraping " + record.jvms() + " JVMs"
                        : "not started" + (Prometheus.find().isEmpty() ? ": it is not installed" : ""));
        return text.toString();
    }

    private static void line(StringBuilder text, String title, String value) {
        text.append(String.format(Locale.ROOT, "  %-11s %s%n", title, value));
    }
}
