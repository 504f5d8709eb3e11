package io.numactor.bench;

import java.util.List;
import java.util.Locale;

/** One figure of several runs. */
public record Figure(String name, String unit, double median, double min, double max, long runs) {
    /** Of the values of the runs, in any order. */
    public static Figure of(String name, String unit, List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int runs = sorted.size();
        return new Figure(name, unit, sorted.get(runs / 2), sorted.get(0), sorted.get(runs - 1), runs);
    }

    /** Prints them as a table. */
    public static void print(List<Figure> figures) {
        System.out.printf("%n%-44s %14s %14s %14s  %s%n", "", "median", "min", "max", "unit");
        for (Figure figure : figures) {
            System.out.printf(
                    Locale.ROOT,
                    "%-44s %,14.3f %,14.3f %,14.3f  %s%n",
                    figure.name(),
                    figure.median(),
                    figure.min(),
                    figure.max(),
                    figure.unit());
        }
    }
}
