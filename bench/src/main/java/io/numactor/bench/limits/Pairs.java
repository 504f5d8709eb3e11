package io.numactor.bench.limits;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Lets contenders take turns, so that whatever else the computer does meets all of them alike.
 *
 * @param count rounds that are measured
 * @param warmUpCpuSeconds processor time that each contender gets before, at least
 * @param burst how long each runs in each round
 */
record Pairs(int count, double warmUpCpuSeconds, Duration burst) {
    static final Pairs FULL = new Pairs(10, 8, Duration.ofSeconds(1));
    static final Pairs QUICK = new Pairs(3, 4, Duration.ofMillis(500));

    private static final Duration WARM_UP_BURST = Duration.ofSeconds(1);
    private static final int MOST_WARM_UPS = 40;
    /** Warm is who is not more than a tenth quicker than a few bursts before. */
    private static final double STEADY = 1.1;

    private static final int STEADY_BURSTS = 4;

    /** What disturbs a single request lasts for seconds: a round of times is so many short ones. */
    private static final int TURNS = 10;

    /** From so many rounds on not each has a line. */
    private static final int MANY = 20;

    /**
     * The medians of one contender.
     *
     * @param perCpuSecond value x seconds / processor seconds: for rates, what one busy core would do
     */
    record Medians(double value, double perCpuSecond) {}

    /** The medians of rates. */
    List<Medians> medians(String name, List<Contender> contenders) {
        contenders.forEach(contender -> warmUp(contender, Medians::perCpuSecond));
        return measured(name, contenders);
    }

    /** The medians of times. */
    List<Medians> medianTimes(String name, List<Contender> contenders) {
        contenders.forEach(contender -> warmUp(contender, times -> 1 / times.value()));
        return new Pairs(count * TURNS, warmUpCpuSeconds, burst.dividedBy(TURNS)).measured(name, contenders);
    }

    private List<Medians> measured(String name, List<Contender> contenders) {
        double[][] values = new double[contenders.size()][count];
        double[][] perCpu = new double[contenders.size()][count];
        for (int round = 0; round < count; round++) {
            for (int i = 0; i < values.length; i++) {
                Medians measured = measure(contenders.get(i), burst);
                values[i][round] = measured.value();
                perCpu[i][round] = measured.perCpuSecond();
            }
            if (count < MANY || (round + 1) % TURNS == 0) {
                progress(name, round, values, perCpu);
            }
        }
        return IntStream.range(0, values.length)
                .mapToObj(i -> new Medians(median(values[i]), median(perCpu[i])))
                .toList();
    }

    /** Runs a contender until the compilers are done with it: by processor time, as on a busy computer they take longer. */
    private void warmUp(Contender contender, ToDoubleFunction<Medians> speed) {
        double end = CpuClock.seconds() + warmUpCpuSeconds;
        double best = 0;
        int steady = 0;
        for (int i = 0; i < MOST_WARM_UPS && (CpuClock.seconds() < end || steady < STEADY_BURSTS); i++) {
            double work = speed.applyAsDouble(measure(contender, WARM_UP_BURST));
            steady = work > best * STEADY ? 0 : steady + 1;
            best = Math.max(best, work);
        }
    }

    private static Medians measure(Contender contender, Duration length) {
        double cpu = CpuClock.seconds();
        long start = System.nanoTime();
        double value = contender.burst(length);
        return new Medians(value, value * (System.nanoTime() - start) / 1e9 / (CpuClock.seconds() - cpu));
    }

    private void progress(String name, int round, double[][] values, double[][] perCpu) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-46s %3d/%d", name, round + 1, count));
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
