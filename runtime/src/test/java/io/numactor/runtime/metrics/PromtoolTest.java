package io.numactor.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets Prometheus' own tool read and run what we give to Prometheus; skipped where it is not installed, unless required. */
final class PromtoolTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @BeforeAll
    static void isInstalled() {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool")));
        boolean required = "1".equals(System.getenv("NUMACTOR_REQUIRE_EXTRAS"));
        assumeTrue(
                found || required,
                "promtool is not on the PATH (Debian package prometheus): rules and expressions not run");
        assertThat(found).as("promtool on the PATH").isTrue();
    }

    @Test
    void readsTheConfigurationAndTheRules() throws Exception {
        promtool("check", "config", file("prometheus.yml"));
    }

    @Test
    void theRulesComputeWhatTheirTestsSay() throws Exception {
        promtool("test", "rules", file("tests/rules_test.yaml"));
    }

    @Test
    void theAlertsFireWhenTheirTestsSay() throws Exception {
        promtool("test", "rules", file("tests/alerts_test.yaml"));
    }

    @Test
    void readsEveryExpressionOfTheDashboards(@TempDir Path folder) throws Exception {
        List<String> expressions = Dashboards.files()
                .map(Dashboards::parse)
                .flatMap(dashboard -> Dashboards.expressions(dashboard).stream())
                .map(PromQl::filledIn)
                .toList();

        promtool(
                "check",
                "rules",
                Files.writeString(folder.resolve("panels.yaml"), asRules(expressions))
                        .toString());
    }

    @Test
    void acceptsThePageOfEveryMetric(@TempDir Path folder) throws Exception {
        try (Metrics metrics = new Metrics()) {
            metrics.register(() -> CompletableFuture.completedFuture(MetricsTest.oneOfEach()));
            String page = metrics.scrape().toCompletableFuture().get(20, TimeUnit.SECONDS);
            Path ours = Files.writeString(folder.resolve("metrics.txt"), onlyOurs(page));

            run(new ProcessBuilder("promtool", "check", "metrics").redirectInput(ours.toFile()));
        }
    }

    /** Micrometer's own names of the JVM's meters are not all to promtool's taste. */
    private static String onlyOurs(String page) {
        return page.lines()
                .filter(line -> line.contains(MetricCatalog.PREFIX))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** JSON is YAML: a rule file with one rule for each expression. */
    private static String asRules(List<String> expressions) throws IOException {
        ArrayNode rules = JSON.createArrayNode();
        for (int i = 0; i < expressions.size(); i++) {
            rules.addObject().put("record", "panel:" + i).put("expr", expressions.get(i));
        }
        ObjectNode group = JSON.createObjectNode().put("name", "panels");
        group.set("rules", rules);
        ObjectNode file = JSON.createObjectNode();
        file.putArray("groups").add(group);
        return JSON.writeValueAsString(file);
    }

    private static String file(String name) {
        return Repository.file("deploy/prometheus/" + name).toString();
    }

    private static void promtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(Stream.of(arguments).toList());
        run(new ProcessBuilder(command));
    }

    private static void run(ProcessBuilder promtool) throws IOException, InterruptedException {
        Process process = promtool.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
