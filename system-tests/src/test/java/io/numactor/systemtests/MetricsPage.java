package io.numactor.systemtests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the JVMs of a cluster say on {@code /metrics}, in the text format 0.0.4, all pages laid together. */
final class MetricsPage {
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{([^}]*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private final List<Sample> samples;

    private MetricsPage(List<Sample> samples) {
        this.samples = List.copyOf(samples);
    }

    private record Sample(String name, Map<String, String> labels, double value) {
        boolean has(Map<String, String> wanted) {
            return labels.entrySet().containsAll(wanted.entrySet());
        }
    }

    /** Scrapes every JVM. */
    static MetricsPage of(List<RunningCluster.Member> jvms) {
        List<Sample> samples = new ArrayList<>();
        for (RunningCluster.Member jvm : jvms) {
            HttpSite.Answer page = HttpSite.onPort(jvm.httpPort()).get("/metrics");
            if (page.status() != 200) {
                throw new AssertionError(jvm.who() + " answers " + page.status() + " on /metrics");
            }
            page.body()
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> samples.add(sample(line)));
        }
        return new MetricsPage(samples);
    }

    private static Sample sample(String line) {
        Matcher parts = SAMPLE.matcher(line);
        if (!parts.matches()) {
            throw new AssertionError("no sample: " + line);
        }
        Map<String, String> labels = new LinkedHashMap<>();
        String inBraces = parts.group(2) == null ? "" : parts.group(2);
        LABEL.matcher(inBraces).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        return new Sample(parts.group(1), labels, Double.parseDouble(parts.group(3)));
    }

    /** The sum of a metric over all JVMs, of those series that have these labels. */
    long sum(String metric, Map<String, String> labels) {
        return (long) samples.stream()
                .filter(sample -> sample.name().equals(metric) && sample.has(labels))
                .mapToDouble(Sample::value)
                .sum();
    }

    /** The sum of a metric over all JVMs, by the value of one label. */
    SortedMap<String, Long> sumBy(String metric, String label) {
        SortedMap<String, Long> sums = new TreeMap<>();
        samples.stream()
                .filter(sample -> sample.name().equals(metric))
                .forEach(sample ->
                        sums.merge(sample.labels().getOrDefault(label, ""), (long) sample.value(), Long::sum));
        return sums;
    }
}
