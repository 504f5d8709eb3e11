package io.numactor.cli.client;

import io.numactor.api.v1.AuditFinding;
import io.numactor.api.v1.AuditReport;
import io.numactor.api.v1.AuditedNode;
import io.numactor.api.v1.AuditedRouter;
import io.numactor.api.v1.AuditedZone;
import io.numactor.cli.print.TextTable;
import io.numactor.proto.WireTypes;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** An audit for people: the pages of each zone, a line that sums up, and what is wrong. */
final class AuditText {
    private final AuditReport report;
    private final StringBuilder text = new StringBuilder();

    private AuditText(AuditReport report) {
        this.report = report;
    }

    static String of(AuditReport report) {
        AuditText text = new AuditText(report);
        text.zones();
        text.summary();
        text.findings();
        return text.text.toString();
    }

    private void zones() {
        TextTable table = new TextTable(
                "node", "zone", ">free", ">pagesets", ">allocated", ">reserved", ">present", ">owners", "lease");
        for (AuditedNode node : report.getNodesList()) {
            if (node.getLost()) {
                table.row(node.getNode(), "lost", "", "", "", "", "", "", "");
            }
            boolean first = true;
            for (AuditedZone zone : node.getZonesList()) {
                table.row(
                        node.getNode(),
                        WireTypes.zone(zone.getZone()).label(),
                        zone.getFree(),
                        zone.getPagesets(),
                        zone.getAllocated(),
                        zone.getReserved(),
                        zone.getPresent(),
                        first ? node.getOwners() : "",
                        first ? seconds(node.getLeaseNanos()) : "");
                first = false;
            }
        }
        text.append(table.text());
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    private void summary() {
        long busy = sum(AuditedRouter::getBusyOwners);
        text.append('\n')
                .append(count(report.getNodesCount(), "node"))
                .append(", ")
                .append(count(report.getRoutersCount(), "gateway"))
                .append(", ")
                .append(count(sum(AuditedRouter::getOwners), "owner"))
                .append(" with ")
                .append(count(sum(AuditedRouter::getPages), "page"))
                .append(busy == 0 ? "" : " (" + busy + " busy, not compared)")
                .append("; epoch ")
                .append(report.getEpoch().getTerm())
                .append('.')
                .append(report.getEpoch().getCounter())
                .append("; ")
                .append(count(report.getRounds(), "round"))
                .append(" in ")
                .append(report.getDurationNanos() / 1_000_000)
                .append(" ms\n");
        report.getNotesList().forEach(note -> text.append("note: ").append(note).append('\n'));
    }

    private long sum(ToLongFunction<AuditedRouter> number) {
        return report.getRoutersList().stream().mapToLong(number).sum();
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private void findings() {
        for (AuditFinding finding : report.getFindingsList()) {
            text.append("WRONG  ")
                    .append(finding.getWhere())
                    .append(": ")
                    .append(finding.getDetail())
                    .append('\n');
        }
        text.append(
                report.getFindingsCount() == 0
                        ? "sound: no page is lost or owned twice\n"
                        : count(report.getFindingsCount(), "finding") + "\n");
    }
}
