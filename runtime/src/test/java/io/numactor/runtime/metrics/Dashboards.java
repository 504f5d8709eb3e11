package io.numactor.runtime.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The dashboards under grafana/dashboards, taken apart. */
final class Dashboards {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Dashboards() {}

    static Stream<Path> files() {
        try (Stream<Path> files = Files.list(Repository.file("grafana/dashboards"))) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode parse(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /** Every panel, those inside collapsed rows and the rows themselves included. */
    static List<JsonNode> panelsAndRows(JsonNode dashboard) {
        return each(dashboard.path("panels"))
                .flatMap(panel -> Stream.concat(Stream.of(panel), each(panel.path("panels"))))
                .toList();
    }

    /** Every panel that shows something. */
    static List<JsonNode> panels(JsonNode dashboard) {
        return panelsAndRows(dashboard).stream()
                .filter(panel -> !panel.path("type").asText().equals("row"))
                .toList();
    }

    /** Every expression of the dashboard: panels, annotations. */
    static List<String> expressions(JsonNode dashboard) {
        Stream<String> shown = panels(dashboard).stream()
                .flatMap(panel -> each(panel.path("targets")))
                .map(target -> target.path("expr").asText());
        Stream<String> annotations = each(dashboard.path("annotations").path("list"))
                .filter(annotation -> annotation.has("expr"))
                .map(annotation -> annotation.path("expr").asText());
        return Stream.concat(shown, annotations).toList();
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
