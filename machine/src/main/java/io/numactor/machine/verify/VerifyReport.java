package io.numactor.machine.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** What came of holding one emulated boot against its capture. */
public record VerifyReport(String machine, List<Check> checks) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public VerifyReport {
        checks = List.copyOf(checks);
    }

    /** Whether something was compared and nothing differs. */
    public boolean passed() {
        return count(Check.Outcome.DIFFER) == 0 && count(Check.Outcome.AGREE) > 0;
    }

    /** Checks that went this way. */
    public long count(Check.Outcome outcome) {
        return checks.stream().filter(check -> check.outcome() == outcome).count();
    }

    /** {@code {"machine": ..., "passed": ..., "checks": [{"name", "outcome", "detail", "differences"}]}}. */
    public JsonNode toJson() {
        ObjectNode report = JSON.createObjectNode();
        report.put("machine", machine).put("passed", passed());
        ArrayNode list = report.putArray("checks");
        for (Check check : checks) {
            ObjectNode item = list.addObject();
            item.put("name", check.name());
            item.put("outcome", check.outcome().name().toLowerCase(Locale.ROOT));
            item.put("detail", check.detail());
            ArrayNode differences = item.putArray("differences");
            check.differences().forEach(differences::add);
        }
        return report;
    }
}
