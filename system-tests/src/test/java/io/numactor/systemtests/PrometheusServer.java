package io.numactor.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/** A Prometheus, asked through its HTTP API. */
final class PrometheusServer {
    private final HttpSite site;

    PrometheusServer(int port) {
        site = HttpSite.onPort(port);
    }

    /** The elements of an instant query's answer; fails on an expression that it does not take. */
    JsonNode query(String expression) {
        HttpSite.Answer answer =
                site.get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        if (answer.status() != 200) {
            throw new AssertionError(expression + ": " + answer);
        }
        return answer.json().at("/data/result");
    }

    /** The values of an instant query by one label of theirs. */
    SortedMap<String, Long> valuesBy(String label, String expression) {
        SortedMap<String, Long> values = new TreeMap<>();
        for (JsonNode element : query(expression)) {
            values.put(element.at("/metric/" + label).asText(), (long)
                    element.at("/value/1").asDouble());
        }
        return values;
    }

    boolean isReady() {
        try {
            return site.get("/-/ready").status() == 200;
        } catch (java.io.UncheckedIOException notYet) {
            return false;
        }
    }
}
