package io.numactor.cli.replay;

import io.numactor.cli.print.TextTable;
import io.numactor.load.replay.Disagreement;
import io.numactor.load.replay.ReplayMode;
import io.numactor.load.replay.ReplayReport;
import io.numactor.load.trace.TornLine;
import io.numactor.mm.topology.ZoneKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A replay's report for people. */
final class ReplayText {
    private static final int TORN_SHOWN = 10;

    private ReplayText() {}

    static String text(ReplayReport report) {
        return summary(report)
                + "\nallocations by node, the kernel's down, the model's across\n"
                + byNode(report)
                + "\nallocations by zone, the kernel's down, the model's across\n"
                + byZone(report)
                + numastat(report)
                + "\nfree pages at the end\n"
                + freePages(report)
                + disagreements(report)
                + torn(report);
    }

    /** What makes the figures doubtful; nothing where all is well. */
    static Optional<String> warning(Path trace, ReplayReport report) {
        if (report.lost() == 0) {
            return Optional.empty();
        }
        return Optional.of(
                trace + ": " + report.lost() + " events were lost while the trace was taken: what comes after"
                        + " them tells little about the model; trace less, or into larger buffers (buffer_size_kb)");
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.3f %%", share * 100);
    }

    private static String summary(ReplayReport report) {
        StringBuilder text = new StringBuilder();
        text.append("mode            ").append(report.mode().name().toLowerCase(Locale.ROOT));
        text.append("\nevents          ")
                .append(report.events())
                .append(report.lost() > 0 ? ", lost: " + report.lost() : "");
        text.append("\nallocations     ").append(report.allocations());
        text.append("\nevents/s        ").append(report.eventsPerSecond());
        text.append("\nsame node       ").append(percent(report.nodeAgreement()));
        text.append("\nsame zone       ").append(percent(report.zoneAgreement()));
        if (report.mode() == ReplayMode.GUIDED) {
            text.append("\nunexplained     ").append(percent(report.unexplained()));
        } else if (report.reclaimed() > 0) {
            text.append("\nleft out        ").append(report.reclaimed());
            text.append(" that the kernel served by reclaiming memory when the model had none");
        }
        return text.append('\n').toString();
    }

    private static String byZone(ReplayReport report) {
        List<String> header = new ArrayList<>(List.of("", ">none"));
        report.zones().forEach(zone -> header.add(">" + zone));
        TextTable table = new TextTable(header.toArray(String[]::new));
        for (int row = 0; row < report.zones().size(); row++) {
            List<Object> cells = new ArrayList<>(List.of(report.zones().get(row)));
            cells.addAll(report.confusion().get(row));
            table.row(cells.toArray());
        }
        return table.text();
    }

    private static String byNode(ReplayReport report) {
        SortedSet<Integer> nids =
                new TreeSet<>(report.zones().stream().map(ZoneKey::nid).toList());
        List<String> header = new ArrayList<>(List.of("", ">none"));
        nids.forEach(nid -> header.add(">N" + nid));
        TextTable table = new TextTable(header.toArray(String[]::new));
        for (int real : nids) {
            List<Object> cells = new ArrayList<>(List.of("N" + real, sum(report, real, -1)));
            nids.forEach(emulated -> cells.add(sum(report, real, emulated)));
            table.row(cells.toArray());
        }
        return table.text();
    }

    /** Allocations of the kernel's node and the model's, -1 for none. */
    private static long sum(ReplayReport report, int real, int emulated) {
        long sum = 0;
        for (int row = 0; row < report.zones().size(); row++) {
            for (int column = 0; column <= report.zones().size(); column++) {
                int nid = column == 0 ? -1 : report.zones().get(column - 1).nid();
                boolean counts = report.zones().get(row).nid() == real && nid == emulated;
                sum += counts ? report.confusion().get(row).get(column) : 0;
            }
        }
        return sum;
    }

    private static String numastat(ReplayReport report) {
        if (report.numastat().isEmpty()) {
            return "";
        }
        TextTable table = new TextTable("NODE", "COUNTER", ">REAL", ">EMULATED", ">DIFFERENCE");
        report.numastat()
                .forEach(row -> table.row(
                        "N" + row.node(), row.counter(), row.real(), row.emulated(), row.emulated() - row.real()));
        return "\nnumastat, changes during the trace\n" + table.text();
    }

    private static String freePages(ReplayReport report) {
        TextTable table = new TextTable("ZONE", ">REAL", ">EMULATED", ">DIFFERENCE");
        report.freePages()
                .forEach(row -> table.row(row.zone(), row.real(), row.emulated(), row.emulated() - row.real()));
        return table.text();
    }

    private static String disagreements(ReplayReport report) {
        if (report.disagreements().isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        report.causes()
                .forEach((cause, count) ->
                        text.append(count).append(": ").append(cause.text()).append('\n'));
        text.insert(0, text.isEmpty() ? "" : "\nwhy the model placed elsewhere\n");
        text.append("\nfirst disagreements\n");
        for (Disagreement one : report.disagreements()) {
            text.append("event ").append(one.event());
            text.append(" CPU ").append(one.cpu());
            text.append(" order ").append(one.order());
            text.append(' ').append(one.gfp());
            text.append(": ").append(one.real()).append(", not ");
            text.append(one.emulated().map(ZoneKey::toString).orElse("none"));
            text.append(" (").append(one.reason()).append(")\n");
        }
        return text.toString();
    }

    private static String torn(ReplayReport report) {
        if (report.torn().isEmpty()) {
            return "";
        }
        StringBuilder text =
                new StringBuilder("\nskipped lines: " + report.torn().size() + "\n");
        for (TornLine line :
                report.torn().subList(0, Math.min(TORN_SHOWN, report.torn().size()))) {
            text.append("line ")
                    .append(line.number())
                    .append(": ")
                    .append(line.reason())
                    .append('\n');
        }
        return text.toString();
    }
}
