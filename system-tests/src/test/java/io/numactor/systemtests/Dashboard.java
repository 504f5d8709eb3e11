package io.numactor.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The queries of a dashboard as Grafana would send them to show everything of the last minutes. */
final class Dashboard {
    private Dashboard() {}

    /** One query of one panel, its variables filled in. */
    record Query(String panel, String expression) {
        @Override
        public String toString() {
            return panel + ": " + expression;
        }
    }

    static List<Query> queries(Path file) {
        try {
            JsonNode dashboard = JsonMapper.builder().build().readTree(file.toFile());
            return each(dashboard.path("panels"))
                    .flatMap(panel -> Stream.concat(Stream.of(panel), each(panel.path("panels"))))
                    .flatMap(Dashboard::queries)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Query> queries(JsonNode panel) {
        return each(panel.path("targets"))
                .map(target -> new Query(
                        panel.path("title").asText(), filled(target.path("expr").asText())));
    }

    private static String filled(String expression) {
        return expression
                .replace("$__rate_interval", "1m")
                .replace("$__interval", "15s")
                .replace("$__range", "5m")
                .replace("$node", ".*")
                .replace("$zone", ".*");
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
