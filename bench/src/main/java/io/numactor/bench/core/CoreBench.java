package io.numactor.bench.core;

import io.numactor.bench.Figure;
import io.numactor.bench.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;

/** Runs the core benchmarks and writes their figures; the argument is the file for them. */
public final class CoreBench {
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    private static final String PREPARED_BY_ALLOCATION = "randomFreeOfHeldHalf";
    private static final int FORKS = 2;
    private static final int WARMUPS = 4;
    private static final int MEASUREMENTS = 5;

    private CoreBench() {}

    public static void main(String[] args) throws RunnerException, IOException {
        List<Figure> figures = new ArrayList<>();
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include("io\\.numactor\\.bench\\.core\\..*Bench\\..*")
                        .forks(FORKS)
                        .warmupIterations(WARMUPS)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(MEASUREMENTS)
                        .measurementTime(TimeValue.seconds(1))
                        .jvmArgsAppend("-Xms1g", "-Xmx2g", "-XX:+UseParallelGC")
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .build())
                .run()) {
            figures.add(figure(result.getPrimaryResult()));
            allocated(result).ifPresent(figures::add);
        }
        figures.addAll(Footprint.figures());
        Results.write(figures, Path.of(args[0]));
        Figure.print(figures);
    }

    private static Figure figure(Result<?> result) {
        Statistics statistics = result.getStatistics();
        return new Figure(
                result.getLabel(),
                result.getScoreUnit(),
                statistics.getPercentile(50),
                statistics.getMin(),
                statistics.getMax(),
                statistics.getN());
    }

    /** Heap allocated by an operation. Not where what comes between operations allocates: that would be counted, too. */
    private static Optional<Figure> allocated(RunResult result) {
        String name = result.getPrimaryResult().getLabel();
        return Optional.ofNullable(result.getSecondaryResults().get(ALLOCATED))
                .filter(bytes -> !name.equals(PREPARED_BY_ALLOCATION))
                .map(bytes -> figure(bytes))
                .map(bytes -> new Figure(
                        name + " allocates", bytes.unit(), bytes.median(), bytes.min(), bytes.max(), bytes.runs()));
    }
}
