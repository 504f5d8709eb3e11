package io.numactor.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds rules and alerts against the catalogue; what they compute is tested with promtool ({@link PromtoolTest}). */
final class PrometheusRulesTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @ParameterizedTest
    @ValueSource(strings = {"rules.yaml", "alerts.yaml"})
    void namesOnlyMetricsAndLabelsOfTheCatalogue(String file) throws IOException {
        List<JsonNode> rules = rules(file);

        assertThat(rules)
                .isNotEmpty()
                .allSatisfy(
                        rule -> assertThat(PromQl.unknownNames(rule.path("expr").asText()))
                                .as(rule.toString())
                                .isEmpty());
    }

    @Test
    void everyAlertSaysHowBadItIsAndWhatItMeans() throws IOException {
        assertThat(rules("alerts.yaml")).allSatisfy(alert -> {
            assertThat(alert.path("alert").asText()).startsWith("Numactor");
            assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
            assertThat(alert.at("/annotations/summary").asText()).endsWith(".").doesNotContain("{{");
            assertThat(alert.at("/annotations/description").asText()).isNotBlank();
        });
    }

    @Test
    void everyAlertIsTested() throws IOException {
        String tests = Repository.read("deploy/prometheus/tests/alerts_test.yaml");

        assertThat(rules("alerts.yaml"))
                .allSatisfy(alert -> assertThat(tests)
                        .contains("alertname: " + alert.path("alert").asText()));
    }

    @Test
    void aScrapeMayWaitForASilentSource() throws IOException {
        JsonNode global = YAML.readTree(Repository.read("deploy/prometheus/prometheus.yml"))
                .path("global");

        assertThat(global.path("scrape_timeout").asText()).isEqualTo("2s");
        assertThat(global.path("scrape_interval").asText()).isEqualTo("2s");
    }

    private static List<JsonNode> rules(String file) throws IOException {
        JsonNode root = YAML.readTree(Repository.read("deploy/prometheus/" + file));
        return Dashboards.each(root.path("groups"))
                .flatMap(group -> Dashboards.each(group.path("rules")))
                .toList();
    }
}
