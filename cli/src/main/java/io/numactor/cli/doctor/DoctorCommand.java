package io.numactor.cli.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.cli.ExitCode;
import io.numactor.cli.running.ClusterCommand;
import io.numactor.cli.running.ClusterStore;
import io.numactor.cli.running.Json;
import io.numactor.cli.running.Ports;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}: what is there, and what to do about what is not. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Looks at what a cluster needs here, and says what to do about what is not there.")
public final class DoctorCommand extends ClusterCommand {
    @Option(names = "--port-offset", paramLabel = "N", description = "Look at the ports shifted by so much.")
    int portOffset;

    @Option(names = "--json", description = "Print one JSON document.")
    boolean json;

    @Override
    protected int run() {
        List<Finding> findings = Examination.of(new Ports(portOffset), ClusterStore.here());
        out().print(json ? Json.text(document(findings)) + System.lineSeparator() : text(findings));
        return findings.stream().anyMatch(finding -> finding.outcome() == Finding.Outcome.BAD)
                ? ExitCode.FAILED
                : ExitCode.OK;
    }

    private static String text(List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            text.append(String.format(
                    Locale.ROOT, " %s %-12s %s%n", finding.outcome().mark(), finding.name(), finding.detail()));
            if (!finding.cure().isEmpty()) {
                text.append(String.format("   %-12s %s%n", "", finding.cure()));
            }
        }
        return text.toString();
    }

    private static ObjectNode document(List<Finding> findings) {
        ObjectNode document = Json.object();
        ArrayNode checks = document.putArray("checks");
        for (Finding finding : findings) {
            checks.addObject()
                    .put("name", finding.name())
                    .put("outcome", finding.outcome().name().toLowerCase(Locale.ROOT))
                    .put("detail", finding.detail())
                    .put("cure", finding.cure());
        }
        return document;
    }
}
