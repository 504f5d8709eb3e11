package io.numactor.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numactor.cli.ExitCode;
import io.numactor.cli.print.TextTable;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.verify.CaptureVerifier;
import io.numactor.machine.verify.Check;
import io.numactor.machine.verify.VerifyReport;
import io.numactor.mm.boot.input.BootRefused;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Holds emulated boots against captures of real ones. */
@Command(
        name = "verify",
        description = "Boot a capture's inputs and compare with what the real kernel printed, check by check.",
        footer = {
            "",
            "agree: everything compared is the same (managed pages: within 1 % of the zone or 2 MiB).  differ: something",
            "is not.  absent: the capture does not say.",
            "Exit status 1: a check differs, or nothing could be compared. 2: a capture cannot be read."
        },
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX_DIFFERENCES_SHOWN = 20;

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "folders of captures, each with inputs/")
    List<Path> folders = List.of();

    @Option(names = "--json", description = "print JSON: one report, or an array for several folders")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    CommandSpec spec;

    @Override
    public Integer call() {
        List<VerifyReport> reports = new ArrayList<>();
        ArrayNode tree = JSON.createArrayNode();
        for (Path folder : folders) {
            tree.add(verify(folder, reports));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? JsonText.pretty(tree.size() == 1 ? tree.get(0) : tree) : text(reports));
        out.flush();
        if (reports.size() < folders.size()) {
            return ExitCode.USAGE;
        }
        return reports.stream().allMatch(VerifyReport::passed) ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Adds the folder's report when there is one; answers what JSON says of the folder. */
    private JsonNode verify(Path folder, List<VerifyReport> reports) {
        try {
            VerifyReport report = CaptureVerifier.verify(folder);
            reports.add(report);
            return report.toJson();
        } catch (MachineRefused | BootRefused e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("numactor verify: " + e.getMessage());
            err.flush();
            return unreadable(folder, String.valueOf(e.getMessage()));
        }
    }

    private static JsonNode unreadable(Path folder, String error) {
        ObjectNode report = JSON.createObjectNode();
        report.put("machine", folder.toString()).put("passed", false).put("error", error);
        report.putArray("checks");
        return report;
    }

    private static String text(List<VerifyReport> reports) {
        StringBuilder text = new StringBuilder();
        for (VerifyReport report : reports) {
            text.append(text.isEmpty() ? "" : "\n").append(text(report));
        }
        if (reports.size() > 1) {
            long passed = reports.stream().filter(VerifyReport::passed).count();
            text.append("\n%d of %d captures agree\n".formatted(passed, reports.size()));
        }
        return text.toString();
    }

    private static String text(VerifyReport report) {
        TextTable table = new TextTable("CHECK", "OUTCOME", "DETAIL");
        StringBuilder differences = new StringBuilder();
        for (Check check : report.checks()) {
            table.row(check.name(), check.outcome().name().toLowerCase(Locale.ROOT), check.detail());
            if (check.outcome() == Check.Outcome.DIFFER) {
                differences.append(differences(check));
            }
        }
        return report.machine() + ": " + verdict(report) + "\n" + table.text() + differences;
    }

    private static String differences(Check check) {
        StringBuilder text = new StringBuilder("\n" + check.name() + " differs:\n");
        check.differences().stream()
                .limit(MAX_DIFFERENCES_SHOWN)
                .forEach(line -> text.append("  ").append(line).append('\n'));
        int hidden = check.differences().size() - MAX_DIFFERENCES_SHOWN;
        return hidden > 0 ? text + "  ... and " + hidden + " more; --json lists all\n" : text.toString();
    }

    private static String verdict(VerifyReport report) {
        if (report.passed()) {
            return "agrees with the real kernel";
        }
        return report.count(Check.Outcome.DIFFER) > 0
                ? "DIFFERS from the real kernel"
                : "nothing could be compared: the folder has nothing that a real kernel printed";
    }
}
