package io.numactor.bench.core;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the machine itself can do, measured in the same run: quote the allocator's figures against these. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class YardstickBench {
    private static final int STEPS = 1024;

    /** 32 MiB in which each element names the next, in one random cycle. */
    @State(Scope.Thread)
    public static class Cycle {
        private static final int ELEMENTS = (32 << 20) / Integer.BYTES;
        private static final long SEED = 1;

        private final int[] next = new int[ELEMENTS];
        private int at;

        public Cycle() {
            for (int i = 0; i < ELEMENTS; i++) {
                next[i] = i;
            }
            Random random = new Random(SEED);
            for (int i = ELEMENTS - 1; i > 0; i--) {
                int j = random.nextInt(i);
                int kept = next[i];
                next[i] = next[j];
                next[j] = kept;
            }
        }
    }

    /** One read whose address is known only when the read before has come. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public int dependentRandomRead(Cycle cycle) {
        int at = cycle.at;
        for (int i = 0; i < STEPS; i++) {
            at = cycle.next[at];
        }
        cycle.at = at;
        return at;
    }

    @Benchmark
    public void emptyLoop() {
        // The harness's own loop is what is measured.
    }
}
