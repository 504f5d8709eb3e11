package io.numactor.cli.replay;

import io.numactor.cli.Home;
import io.numactor.load.replay.ReplayInput;
import io.numactor.load.replay.ReplayMode;
import io.numactor.load.trace.TraceReader;
import io.numactor.machine.MachineRefused;
import io.numactor.machine.Machines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what belongs to a replay: a capture's folder has it all, under fixed names. */
public final class ReplayFiles {
    private static final List<String> TRACES =
            List.of("trace.txt.gz", "trace.txt", "trace.txt.zst", "trace.gz", "trace", "trace.zst");

    private ReplayFiles() {}

    /** The trace in a capture's folder. */
    static Optional<Path> traceIn(Path capture) {
        return firstOf(TRACES.stream().map(capture::resolve));
    }

    /** A capture with all that belongs to it. */
    public static ReplayInput of(Path capture, ReplayMode mode) {
        return find(
                capture.toString(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                mode,
                TraceReader.DEFAULT_TORN_LIMIT);
    }

    static ReplayInput find(
            String machine,
            Optional<Path> trace,
            Optional<Path> before,
            Optional<Path> workload,
            ReplayMode mode,
            int tornLimit) {
        Path capture = Path.of(machine);
        Path traceFile = trace.or(() -> traceIn(capture))
                .orElseThrow(() -> new MachineRefused(machine + ": has no trace; give one with --trace FILE"));
        Path state = before.or(() -> folder(capture.resolve("before")))
                .or(() -> folder(traceFile.resolveSibling("before")))
                .orElseThrow(() -> new MachineRefused(
                        machine + ": has no state from before the trace; give one with --before DIR"));
        return new ReplayInput(
                Machines.read(machine, Home.machines()).boot(),
                traceFile,
                state,
                folder(state.resolveSibling("after")),
                workload.or(() -> firstOf(
                        Stream.of(capture.resolve("workload.json"), traceFile.resolveSibling("workload.json")))),
                mode,
                tornLimit);
    }

    private static Optional<Path> firstOf(Stream<Path> files) {
        return files.filter(Files::isRegularFile).findFirst();
    }

    private static Optional<Path> folder(Path path) {
        return Files.isDirectory(path) ? Optional.of(path) : Optional.empty();
    }
}
