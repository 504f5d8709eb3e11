package io.numactor.runtime.metrics;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an expression of our dashboards and rules names: enough of PromQL to hold it against the catalogue. */
final class PromQl {
    /** Of any series: the scrape's own labels, and the bucket bound. */
    private static final Set<String> COMMON_LABELS = Set.of("instance", "job", "role", "le");

    private static final Pattern SELECTOR =
            Pattern.compile("(?<![\\w:])(?<metric>numactor_\\w+)(?![\\w:])(\\{(?<labels>[^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("(?<label>\\w+)\\s*(=~|!~|!=|=)");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on|without|ignoring)\\s*\\((?<labels>[^)]*)\\)");
    private static final Pattern SUFFIX = Pattern.compile("_(bucket|sum|count)$");

    private PromQl() {}

    /** Names in the expression that are no metric of the catalogue, or no label of the metrics that it names. */
    static Set<String> unknownNames(String expression) {
        Set<String> unknown = new LinkedHashSet<>();
        Set<String> labels = new LinkedHashSet<>(COMMON_LABELS);
        Matcher selector = SELECTOR.matcher(expression);
        while (selector.find()) {
            Optional<MetricCatalog> metric = metric(selector.group("metric"));
            Set<String> own = metric.map(PromQl::labels).orElse(Set.of());
            labels.addAll(own);
            if (metric.isEmpty()) {
                unknown.add(selector.group("metric"));
            }
            unknown.addAll(outside(own, matched(selector.group("labels"))));
        }
        unknown.addAll(outside(labels, grouped(expression)));
        return unknown;
    }

    /** The expression as Prometheus would get it, with the variables of Grafana filled in. */
    static String filledIn(String expression) {
        return expression
                .replace("$__rate_interval", "1m")
                .replace("$__range", "15m")
                .replace("$node", ".*")
                .replace("$zone", ".*");
    }

    private static Optional<MetricCatalog> metric(String name) {
        return Arrays.stream(MetricCatalog.values()).filter(isNamed(name)).findFirst();
    }

    private static Predicate<MetricCatalog> isNamed(String name) {
        return metric -> metric.type() == MetricType.HISTOGRAM
                ? SUFFIX.matcher(name).find()
                        && SUFFIX.matcher(name).replaceFirst("").equals(metric.wireName())
                : name.equals(metric.wireName());
    }

    private static Set<String> labels(MetricCatalog metric) {
        return Stream.concat(metric.labels().stream().map(MetricLabel::wireName), COMMON_LABELS.stream())
                .collect(Collectors.toSet());
    }

    private static Set<String> matched(String matchers) {
        return matchers == null
                ? Set.of()
                : MATCHER.matcher(matchers)
                        .results()
                        .map(match -> match.group(1))
                        .collect(Collectors.toSet());
    }

    private static Set<String> grouped(String expression) {
        return GROUPING.matcher(expression)
                .results()
                .flatMap(match -> Arrays.stream(match.group(1).split(",")))
                .map(String::strip)
                .filter(label -> !label.isEmpty())
                .collect(Collectors.toSet());
    }

    private static Set<String> outside(Set<String> known, Set<String> names) {
        return names.stream().filter(name -> !known.contains(name)).collect(Collectors.toSet());
    }
}
