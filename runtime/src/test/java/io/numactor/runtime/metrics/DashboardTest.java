package io.numactor.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the dashboards against Grafana's classic model and our catalogue; needs no Grafana. */
final class DashboardTest {
    private static final int GRID_COLUMNS = 24;
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");
    private static final Pattern VARIABLE_QUERY = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");

    static Stream<Path> files() {
        return Dashboards.files();
    }

    @Test
    void anOverviewIsThere() {
        assertThat(files()).anyMatch(file -> file.endsWith("overview.json"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void isAClassicDashboardWithItsOwnNameAndNoId(Path file) {
        JsonNode dashboard = Dashboards.parse(file);
        String name = file.getFileName().toString().replace(".json", "");

        assertThat(dashboard.path("uid").asText()).isEqualTo("numactor-" + name);
        assertThat(dashboard.path("schemaVersion").asInt()).isBetween(41, 42);
        assertThat(dashboard.has("id")).isFalse();
        assertThat(dashboard.has("elements")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("files")
    void givesEachPanelAnIdOfItsOwn(Path file) {
        List<Integer> ids = Dashboards.panelsAndRows(Dashboards.parse(file)).stream()
                .map(panel -> panel.path("id").asInt())
                .toList();

        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id > 0);
    }

    @ParameterizedTest
    @MethodSource("files")
    void laysPanelsOutWithoutOverlap(Path file) {
        List<Box> boxes = Dashboards.panelsAndRows(Dashboards.parse(file)).stream()
                .map(Box::of)
                .toList();

        assertThat(boxes).allMatch(box -> box.width > 0 && box.height > 0 && box.x + box.width <= GRID_COLUMNS);
        for (int i = 0; i < boxes.size(); i++) {
            Box box = boxes.get(i);
            assertThat(boxes.subList(i + 1, boxes.size())).noneMatch(box::overlaps);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void explainsEveryPanel(Path file) {
        for (JsonNode panel : Dashboards.panels(Dashboards.parse(file))) {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("description").asText())
                    .as(panel.path("title").asText())
                    .endsWith(".");
            assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                    .as(panel.path("title").asText())
                    .isNotBlank();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void asksTheDataSourceThatItsUserChose(Path file) {
        JsonNode dashboard = Dashboards.parse(file);

        assertThat(dashboard.findValues("datasource"))
                .allMatch(source -> source.path("uid").asText().equals("${datasource}"));
        assertThat(Dashboards.panels(dashboard))
                .allMatch(panel -> panel.has("datasource"))
                .allMatch(panel -> !panel.path("targets").isEmpty());
        assertThat(Dashboards.each(dashboard.at("/templating/list")))
                .anyMatch(variable -> variable.path("name").asText().equals("datasource"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void namesOnlyMetricsAndLabelsOfTheCatalogue(Path file) {
        for (String expression : Dashboards.expressions(Dashboards.parse(file))) {
            assertThat(PromQl.unknownNames(expression)).as(expression).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void namesInLegendsOnlyLabelsThatTheExpressionKeeps(Path file) {
        Dashboards.panels(Dashboards.parse(file)).stream()
                .flatMap(panel -> Dashboards.each(panel.path("targets")))
                .forEach(target -> LEGEND_LABEL
                        .matcher(target.path("legendFormat").asText())
                        .results()
                        .forEach(label -> assertThat(target.path("expr").asText())
                                .containsPattern("by \\([^)]*\\b" + label.group(1) + "\\b[^)]*\\)")));
    }

    @ParameterizedTest
    @MethodSource("files")
    void fillsItsVariablesFromTheCatalogue(Path file) {
        List<String> queries = Dashboards.each(Dashboards.parse(file).at("/templating/list"))
                .filter(variable -> variable.path("type").asText().equals("query"))
                .map(variable -> variable.path("definition").asText())
                .collect(Collectors.toList());

        assertThat(queries).isNotEmpty().allSatisfy(query -> {
            var parts = VARIABLE_QUERY.matcher(query);
            assertThat(parts.matches()).isTrue();
            assertThat(PromQl.unknownNames("sum by (" + parts.group(2) + ") (" + parts.group(1) + ")"))
                    .isEmpty();
        });
    }

    private record Box(String title, int x, int y, int width, int height) {
        static Box of(JsonNode panel) {
            JsonNode at = panel.path("gridPos");
            return new Box(
                    panel.path("title").asText(),
                    at.path("x").asInt(),
                    at.path("y").asInt(),
                    at.path("w").asInt(),
                    at.path("h").asInt());
        }

        boolean overlaps(Box other) {
            return x < other.x + other.width
                    && other.x < x + width
                    && y < other.y + other.height
                    && other.y < y + height;
        }
    }
}
