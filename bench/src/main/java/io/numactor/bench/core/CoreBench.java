package io.numactor.bench.core;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;

/** Runs the core benchmarks and writes their figures; the argument is the file for them. */
public final class CoreBench {
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
                        .shouldFailOnError(true)
                        .build())
                .run()) {
            figures.add(figure(result));
        }
        figures.addAll(Footprint.figures());
        Path file = Path.of(args[0]);
        Files.createDirectories(file.toAbsolutePath().getParent());
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), figures);
        print(figures);
    }

    private static Figure figure(RunResult result) {
        Statistics statistics = result.getPrimaryResult().getStatistics();
        return new Figure(
                result.getPrimaryResult().getLabel(),
                result.getPrimaryResult().getScoreUnit(),
                statistics.getPercentile(50),
                statistics.getMin(),
                statistics.getMax(),
                statistics.getN());
    }

    private static void print(List<Figure> figures) {
        System.out.printf("%n%-32s %12s %12s %12s  %s%n", "", "median", "min", "max", "unit");
        for (Figure figure : figures) {
            System.out.printf(
                    Locale.ROOT,
                    "%-32s %12.3f %12.3f %12.3f  %s%n",
                    figure.name(),
                    figure.median(),
                    figure.min(),
                    figure.max(),
                    figure.unit());
        }
    }
}
