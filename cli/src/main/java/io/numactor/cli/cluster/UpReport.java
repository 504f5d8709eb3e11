package io.numactor.cli.cluster;

import java.util.Locale;
import java.util.stream.Collectors;

/** What {@code up} says once the cluster is booted: where everything is and what to type next. */
final class UpReport {
    private UpReport() {}

    static String text(LocalCluster cluster, double seconds, boolean background) {
        ClusterRecord record = cluster.record();
        String command = Distribution.command();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%nCluster \"%s\" is up after %.1f s: %d JVMs, %d NUMA nodes. Its state is lost when it ends.%n%n",
                record.name(),
                seconds,
                record.jvms(),
                cluster.machine().nodes().size()));
        text.append(urls(record));
        line(text, "Logs", cluster.plan().members().size() + " files in .numactor/" + record.name() + "/logs");
        line(text, "Next", command + " alloc --node 0 --order 9 --explain" + Arguments.of(record));
        line(text, "Stop", background ? command + " down" + Arguments.name(record) : "Ctrl-C");
        return text.toString();
    }

    /** The addresses of a cluster, one a line. */
    static String urls(ClusterRecord record) {
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
