package io.numactor.bench.core;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    /** One figure of a run. */
    public record Figure(String name, String unit, double median, double min, double max, long runs) {}

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
        Path file = Path.of(args[0]);
        Files.createDirectories(file.toAbsolutePath().getParent());
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), figures);
        print(figures);
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

    private static void print(List<Figure> figures) {
        System.out.printf("%n%-44s %12s %12s %12s  %s%n", "", "median", "min", "max", "unit");
        for (Figure figure : figures) {
            System.out.printf(
                    Locale.ROOT,
                    "%-44s %12.3f %12.3f %12.3f  %s%n",
                    figure.name(),
                    figure.median(),
                    figure.min(),
                    figure.max(),
                    figure.unit());
        }
    }
}
