package io.numactor.runtime.metrics;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A scrape taken apart: values by series as written, and the names that have HELP and TYPE. */
record ScrapeText(Map<String, Double> values, Set<String> helped, Map<String, String> types) {
    static ScrapeText parse(String text) {
        ScrapeText parsed = new ScrapeText(new HashMap<>(), new HashSet<>(), new HashMap<>());
        text.lines().forEach(parsed::take);
        return parsed;
    }

    private void take(String line) {
        String[] words = line.split(" ", 4);
        if (line.startsWith("# HELP ") && words.length == 4 && !words[3].isBlank()) {
            helped.add(words[2]);
        } else if (line.startsWith("# TYPE ")) {
            types.put(words[2], words[3]);
        } else if (!line.startsWith("#") && !line.isBlank()) {
            int space = line.lastIndexOf(' ');
            values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        }
    }
}
