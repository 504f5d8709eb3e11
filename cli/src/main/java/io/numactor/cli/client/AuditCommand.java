package io.numactor.cli.client;

import io.numactor.api.v1.AuditReport;
import io.numactor.cli.ExitCode;
import io.numactor.cli.print.Json;
import io.numactor.load.ApiClient;
import picocli.CommandLine.Command;

/** {@code audit}: whether every page of the cluster is where it should be. */
@Command(
        name = "audit",
        description = "Check the invariants of ownership over the whole running cluster.",
        footer = {
            "",
            "Every node recomputes from its frames: free + pagesets + allocated + reserved = present in each zone, no frame",
            "in two lists or with two owners, buddies merged. Every gateway compares what its owners were given with what",
            "the nodes say that they hold. Coordinator, gateways and nodes have to mean the same epoch and the same lives.",
            "Nothing is stopped for it: what does not agree is asked again, up to five times, before it is a finding.",
            "",
            "Exit code 1 when something is wrong."
        },
        mixinStandardHelpOptions = true)
public final class AuditCommand extends ClientCommand {
    @Override
    int run(ApiClient client) {
        AuditReport report = client.audit();
        print(json ? Json.of(report) + "\n" : AuditText.of(report));
        return report.getFindingsCount() == 0 ? ExitCode.OK : ExitCode.FAILED;
    }
}
