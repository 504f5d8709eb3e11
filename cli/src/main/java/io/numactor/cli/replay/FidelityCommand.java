package io.numactor.cli.replay;

import io.numactor.cli.FileCommand;
import io.numactor.load.replay.ReplayMode;
import io.numactor.load.replay.ReplayReport;
import io.numactor.load.replay.TraceReplay;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Replays captures in both modes and writes docs/fidelity.md. */
@Command(
        name = "fidelity",
        description = "Replay captures in both modes and print how close the model comes, as Markdown.",
        mixinStandardHelpOptions = true)
public final class FidelityCommand extends FileCommand {
    @Parameters(paramLabel = "DIR", arity = "1..*", description = "folders of captures with a trace")
    List<Path> folders = List.of();

    @Override
    protected String printed() {
        FidelityText text = new FidelityText();
        for (Path folder : folders) {
            if (ReplayFiles.traceIn(folder).isPresent()) {
                ReplayReport open = run(folder, ReplayMode.OPEN);
                ReplayText.warning(folder, open).ifPresent(this::warn);
                text.add(name(folder), open, run(folder, ReplayMode.GUIDED));
            }
        }
        return text.markdown();
    }

    private static String name(Path folder) {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        return last == null ? folder.toString() : last.toString();
    }

    private static ReplayReport run(Path folder, ReplayMode mode) {
        return TraceReplay.run(ReplayFiles.of(folder, mode));
    }
}
