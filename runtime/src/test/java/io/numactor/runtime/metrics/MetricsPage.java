package io.numactor.runtime.metrics;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The catalogue as the Markdown page docs/metrics.md. */
final class MetricsPage {
    private static final String HEAD = """
            # Metrics

            <!-- Generated from MetricCatalog; to write it anew:
                 ./mvnw -pl runtime -am test -Dtest=MetricsPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dregenerate=true -->

            Every JVM of a cluster answers `GET /metrics` in the Prometheus text format with the metrics below that it has
            something to say about, and with the JVM's own (`jvm_*`, `process_*`, `system_*`, from Micrometer).

            Counters count since the start of the node, router or JVM that holds them: a node that returns begins at zero,
            which `rate()` and `increase()` know how to read. `numa_foreign_total` of a node is counted by the nodes that served in its place,
            in the same step as their `numa_miss_total`; sum over all JVMs to read it. On machines of more than 16 nodes the
            series of pairs of nodes are given by distance only.

            | name | type | labels | unit | what |
            | --- | --- | --- | --- | --- |
            """;

    private MetricsPage() {}

    static String text() {
        return HEAD + rows() + "\n## Labels\n\n| label | values |\n| --- | --- |\n" + labels() + "\n## Buckets\n\n"
                + buckets();
    }

    private static String rows() {
        return Arrays.stream(MetricCatalog.values()).map(MetricsPage::row).collect(Collectors.joining());
    }

    private static String row(MetricCatalog metric) {
        String labels = metric.labels().stream()
                .map(label -> "`" + label.wireName() + "`")
                .collect(Collectors.joining(" "));
        return "| `%s` | %s | %s | %s | %s |\n"
                .formatted(metric.wireName(), metric.type().wireName(), labels, metric.unit(), metric.help());
    }

    private static String labels() {
        return Arrays.stream(MetricLabel.values())
                .map(label -> "| `%s` | %s |\n".formatted(label.wireName(), label.help()))
                .collect(Collectors.joining());
    }

    private static String buckets() {
        return Arrays.stream(MetricCatalog.values())
                .filter(metric -> !metric.buckets().isEmpty())
                .map(metric -> "* `%s`: %s %s\n".formatted(metric.wireName(), numbers(metric.buckets()), metric.unit()))
                .collect(Collectors.joining());
    }

    private static String numbers(List<Double> bounds) {
        return bounds.stream()
                .map(bound -> BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString())
                .collect(Collectors.joining(" "));
    }
}
