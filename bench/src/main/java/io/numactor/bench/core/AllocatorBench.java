package io.numactor.bench.core;

import io.numactor.mm.alloc.FreeOutcome;
import io.numactor.mm.alloc.ZoneRequest;
import io.numactor.mm.node.PgData;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The allocator inside one node: nanoseconds per block, or per page in bulk. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AllocatorBench {
    private static final long OWNER = 7;
    private static final int GRANT = 42;
    private static final int BULK = 1 << 16;
    private static final int HELD = (int) (HalfHeldNode.PAGES / 2);

    /** A node with pagesets of the usual size. */
    @State(Scope.Thread)
    public static class Node {
        private final HalfHeldNode node = new HalfHeldNode(5000);
        private final ZoneRequest single = HalfHeldNode.request(OWNER, GRANT, 0);
        private final ZoneRequest huge = HalfHeldNode.request(OWNER, GRANT, 9);

        long pair(ZoneRequest request) {
            PgData pgdat = node.pgdat();
            long pfn = pgdat.tryOne(request);
            check(pgdat.free(OWNER, pfn, request.order(), GRANT, 0));
            return pfn;
        }
    }

    /** A node without pagesets. */
    @State(Scope.Thread)
    public static class Uncached {
        private final HalfHeldNode node = new HalfHeldNode(0);
        private final ZoneRequest single = HalfHeldNode.request(OWNER, GRANT, 0);
    }

    /** A node from which pages are taken in bulk, and given back out of sight. */
    @State(Scope.Thread)
    public static class Getting {
        private final HalfHeldNode node = new HalfHeldNode(5000);
        private final ZoneRequest single = HalfHeldNode.request(OWNER, GRANT, 0);

        @TearDown(Level.Invocation)
        public void giveBack() {
            node.pgdat().closeOwner(OWNER, 0);
        }
    }

    /** A node to which pages are given back that were taken out of sight. */
    @State(Scope.Thread)
    public static class Putting {
        private final HalfHeldNode node = new HalfHeldNode(5000);
        private final ZoneRequest single = HalfHeldNode.request(OWNER, GRANT, 0);
        private final long[] pfns = new long[BULK];

        @Setup(Level.Invocation)
        public void take() {
            for (int i = 0; i < BULK; i++) {
                pfns[i] = node.pgdat().tryOne(single);
            }
        }
    }

    /** A node of which half is taken again, out of sight, whenever it has been freed. */
    @State(Scope.Thread)
    public static class Leaving {
        private final HalfHeldNode node = new HalfHeldNode(5000);

        @TearDown(Level.Invocation)
        public void holdAgain() {
            node.holdHalf();
        }
    }

    private static void check(FreeOutcome outcome) {
        if (outcome != FreeOutcome.FREED) {
            throw new IllegalStateException("free: " + outcome);
        }
    }

    @Benchmark
    public long orderZeroPair(Node node) {
        return node.pair(node.single);
    }

    @Benchmark
    public long orderNinePair(Node node) {
        return node.pair(node.huge);
    }

    @Benchmark
    public long orderZeroPairWithoutPagesets(Uncached state) {
        PgData pgdat = state.node.pgdat();
        long pfn = pgdat.tryOne(state.single);
        check(pgdat.free(OWNER, pfn, 0, GRANT, 0));
        return pfn;
    }

    @Benchmark
    @OperationsPerInvocation(BULK)
    public long bulkGet(Getting state) {
        long last = 0;
        for (int i = 0; i < BULK; i++) {
            last = state.node.pgdat().tryOne(state.single);
        }
        return last;
    }

    @Benchmark
    @OperationsPerInvocation(BULK)
    public void bulkPut(Putting state) {
        for (int i = 0; i < BULK; i++) {
            check(state.node.pgdat().free(OWNER, state.pfns[i], 0, GRANT, 0));
        }
    }

    @Benchmark
    @OperationsPerInvocation(HELD)
    public int randomFreeOfHeldHalf(Leaving state) {
        return state.node.freeHeld();
    }
}
