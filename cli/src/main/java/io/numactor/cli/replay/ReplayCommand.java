package io.numactor.cli.replay;

import io.numactor.cli.FileCommand;
import io.numactor.load.replay.ReplayInput;
import io.numactor.load.replay.ReplayMode;
import io.numactor.load.replay.ReplayReport;
import io.numactor.load.replay.TraceReplay;
import io.numactor.load.trace.TraceReader;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Feeds a trace of a real kernel to the model and compares every placement. */
@Command(
        name = "replay",
        description = "Replay a trace of a real kernel's allocations and compare where every page was placed.",
        footer = {
            "",
            "A trace is the text of tracefs, perf script or trace-cmd report; plain, gzip or zstd. A capture's folder",
            "as MACHINE supplies the trace, the state before it and the workers' list.",
            "Exit status 2: something cannot be read."
        },
        mixinStandardHelpOptions = true)
public final class ReplayCommand extends FileCommand {
    @Parameters(paramLabel = "MACHINE", description = "a capture, an inputs folder, a YAML file, or a name")
    String machine = "";

    @Option(names = "--trace", paramLabel = "FILE", description = "the trace")
    @Nullable
    Path trace;

    @Option(
            names = "--before",
            paramLabel = "DIR",
            description = "zoneinfo.txt, buddyinfo.txt, pagetypeinfo.txt from right before the trace")
    @Nullable
    Path before;

    @Option(names = "--workload", paramLabel = "FILE", description = "workload.json: the traced workers")
    @Nullable
    Path workload;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "open: the model does everything itself (default). guided: only the choice of zone,"
                    + " with the trace's free counts")
    ReplayMode mode = ReplayMode.OPEN;

    @Option(
            names = "--torn-limit",
            paramLabel = "N",
            description = "lines that may be skipped because they are no events; default: ${DEFAULT-VALUE}")
    int tornLimit = TraceReader.DEFAULT_TORN_LIMIT;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    @Override
    protected String printed() {
        ReplayInput input = ReplayFiles.find(
                machine,
                Optional.ofNullable(trace),
                Optional.ofNullable(before),
                Optional.ofNullable(workload),
                mode,
                tornLimit);
        ReplayReport report = TraceReplay.run(input);
        ReplayText.warning(input.trace(), report).ifPresent(this::warn);
        return json ? ReplayJson.text(report) : ReplayText.text(report);
    }
}
