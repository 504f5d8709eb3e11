package io.numactor.cli.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.load.replay.ReplayMode;
import io.numactor.load.replay.ReplayReport;
import java.util.Locale;

/** A replay's report for programs. */
final class ReplayJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ReplayJson() {}

    static String text(ReplayReport report) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree(report)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + report, e);
        }
    }

    private static ObjectNode tree(ReplayReport report) {
        ObjectNode tree = JSON.createObjectNode();
        tree.put("mode", report.mode().name().toLowerCase(Locale.ROOT));
        tree.put("events", report.events());
        tree.put("allocations", report.allocations());
        tree.put("eventsPerSecond", report.eventsPerSecond());
        tree.put("nodeAgreement", report.nodeAgreement());
        tree.put("zoneAgreement", report.zoneAgreement());
        if (report.mode() == ReplayMode.GUIDED) {
            tree.put("unexplained", report.unexplained());
        } else {
            tree.putNull("unexplained");
        }
        ArrayNode numastat = tree.putArray("numastat");
        for (ReplayReport.NodeCounter counter : report.numastat()) {
            numastat.addObject()
                    .put("node", counter.node())
                    .put("counter", counter.counter())
                    .put("real", counter.real())
                    .put("emulated", counter.emulated());
        }
        ArrayNode freePages = tree.putArray("freePages");
        for (ReplayReport.ZoneFree free : report.freePages()) {
            freePages
                    .addObject()
                    .put("node", free.zone().nid())
                    .put("zone", free.zone().type().label())
                    .put("real", free.real())
                    .put("emulated", free.emulated());
        }
        return tree;
    }
}
