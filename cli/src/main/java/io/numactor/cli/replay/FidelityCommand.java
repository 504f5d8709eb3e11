package io.numactor.cli.replay;

import io.numactor.cli.ExitCode;
import io.numactor.load.replay.ReplayInput;
import io.numactor.load.replay.ReplayMode;
import io.numactor.load.replay.ReplayReport;
import io.numactor.load.replay.TraceReplay;
import io.numactor.load.trace.TraceReader;
import io.numactor.load.trace.TraceRefused;
import io.numactor.machine.MachineRefused;
import io.numactor.mm.boot.BootRefused;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replays captures in both modes and writes docs/fidelity.md. */
@Command(
        name = "fidelity",
        description = "Replay captures in both modes and print how close the model comes, as Markdown.",
        mixinStandardHelpOptions = true)
public final class FidelityCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", arity = "1..*", description = "folders of captures with a trace")
    List<Path> folders = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    CommandSpec spec;

    @Override
    public Integer call() {
        FidelityText text = new FidelityText();
        try {
            for (Path folder : folders) {
                if (ReplayFiles.traceIn(folder).isPresent()) {
                    text.add(name(folder), run(folder, ReplayMode.OPEN), run(folder, ReplayMode.GUIDED));
                }
            }
        } catch (MachineRefused | BootRefused | TraceRefused e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("numactor fidelity: " + e.getMessage());
            err.flush();
            return ExitCode.USAGE;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(text.markdown());
        out.flush();
        return ExitCode.OK;
    }

    private static String name(Path folder) {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        return last == null ? folder.toString() : last.toString();
    }

    private static ReplayReport run(Path folder, ReplayMode mode) {
        ReplayInput input = ReplayFiles.find(
                folder.toString(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                mode,
                TraceReader.DEFAULT_TORN_LIMIT);
        return TraceReplay.run(input);
    }
}
