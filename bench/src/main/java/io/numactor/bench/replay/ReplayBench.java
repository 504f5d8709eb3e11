package io.numactor.bench.replay;

import io.numactor.bench.Figure;
import io.numactor.bench.Results;
import io.numactor.cli.replay.ReplayFiles;
import io.numactor.load.replay.ReplayInput;
import io.numactor.load.replay.ReplayMode;
import io.numactor.load.replay.TraceReplay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replays captures: each by the command in a JVM of its own, all included; then one after another in this JVM, each from
 * its own state, until ten million events are through. Of these, reading the files and what the JIT does is part of the
 * time; the start of the JVM is not. Arguments: the file for the results, then folders of captures with a trace.
 */
public final class ReplayBench {
    private static final long EVENTS = 10_000_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Map<Path, List<Double>> rates = new LinkedHashMap<>();

    private ReplayBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 2) {
            System.err.println("usage: bench/run replay CAPTURE...");
            System.exit(2);
        }
        List<Path> captures = new ArrayList<>();
        for (String folder : List.of(args).subList(1, args.length)) {
            captures.add(Path.of(folder));
        }
        List<Figure> figures = new ArrayList<>();
        for (Path capture : captures) {
            figures.add(Figure.of(name(capture) + ", one command", "s", List.of(command(capture))));
        }
        figures.addAll(new ReplayBench().stream(captures));
        Results.write(figures, Path.of(args[0]));
        Figure.print(figures);
    }

    private static String name(Path capture) {
        return String.valueOf(capture.toAbsolutePath().normalize().getFileName());
    }

    private static double command(Path capture) throws IOException, InterruptedException {
        String launcher = Path.of(System.getProperty("numactor.home"), "deploy", "numactor")
                .toString();
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(launcher, "replay", capture.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.waitFor() != 0) {
            System.exit(process.exitValue());
        }
        return (System.nanoTime() - begin) / NANOS_PER_SECOND;
    }

    private List<Figure> stream(List<Path> captures) {
        long events = 0;
        long begin = System.nanoTime();
        while (events < EVENTS) {
            for (Path capture : captures) {
                events += replay(capture);
            }
            System.err.printf("%,d events%n", events);
        }
        double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
        List<Figure> figures = new ArrayList<>();
        rates.forEach((capture, values) -> figures.add(Figure.of(name(capture), "events/s", values)));
        figures.add(Figure.of("all in one stream", "events/s", List.of(events / seconds)));
        return figures;
    }

    private long replay(Path capture) {
        long begin = System.nanoTime();
        ReplayInput input = ReplayFiles.of(capture, ReplayMode.OPEN);
        long events = TraceReplay.run(input).events();
        rates.computeIfAbsent(capture, any -> new ArrayList<>())
                .add(events * NANOS_PER_SECOND / (System.nanoTime() - begin));
        return events;
    }
}
