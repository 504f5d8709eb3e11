package io.numactor.bench.limits;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Lets contenders take turns, so that whatever else the computer does meets all of them alike.
 *
 * @param count rounds that are measured
 * @param warmUpCpuSeconds processor time that each contender gets before: on a busy computer the compilers need longer
 * @param burst how long each runs in each round
 */
record Pairs(int count, double warmUpCpuSeconds, Duration burst) {
    static final Pairs FULL = new Pairs(10, 10, Duration.ofMillis(1000));
    static final Pairs QUICK = new Pairs(3, 4, Duration.ofMillis(500));

    private static final int MOST_WARM_UPS = 30;

    /**
     * The medians of one contender.
     *
     * @param perCpuSecond value x seconds / processor seconds: for rates, what one busy core would do
     */
    record Medians(double value, double perCpuSecond) {}

    List<Medians> medians(String name, List<Contender> contenders) {
        contenders.forEach(this::warmUp);
        double[][] values = new double[contenders.size()][count];
        double[][] perCpu = new double[contenders.size()][count];
        for (int round = 0; round < count; round++) {
            for (int i = 0; i < values.length; i++) {
                double cpu = CpuClock.seconds();
                long start = System.nanoTime();
                values[i][round] = contenders.get(i).burst(burst);
                perCpu[i][round] = values[i][round] * (System.nanoTime() - start) / 1e9 / (CpuClock.seconds() - cpu);
            }
            progress(name, round, values, perCpu);
        }
        return IntStream.range(0, values.length)
                .mapToObj(i -> new Medians(median(values[i]), median(perCpu[i])))
                .toList();
    }

    private void warmUp(Contender contender) {
        double end = CpuClock.seconds() + warmUpCpuSeconds;
        for (int i = 0; i < MOST_WARM_UPS && CpuClock.seconds() < end; i++) {
            contender.burst(Duration.ofSeconds(1));
        }
    }

    private void progress(String name, int round, double[][] values, double[][] perCpu) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-46s %2d/%d", name, round + 1, count));
        for (int i = 0; i < values.length; i++) {
            line.append(String.format(Locale.ROOT, "  %,12.1f (%,.0f/cpu)", values[i][round], perCpu[i][round]));
        }
        System.err.println(line);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
