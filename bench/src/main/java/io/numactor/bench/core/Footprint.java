package io.numactor.bench.core;

import com.sun.management.ThreadMXBean;
import io.numactor.bench.Figure;
import io.numactor.mm.node.PgData;
import io.numactor.mm.page.PfnRange;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Heap per page frame and the time to boot large machines, measured on this JVM's heap. */
final class Footprint {
    private static final int RUNS = 5;
    private static final long TIB_PAGES = 1L << (40 - PfnRange.PAGE_SHIFT);
    private static final int NODES = 64;
    private static final double NANOS_PER_SECOND = 1e9;

    private Footprint() {}

    static List<Figure> figures() throws IOException {
        return List.of(
                randomFree(),
                bytes("bytes per frame in use", HalfHeldNode.PAGES / 2, () -> new HalfHeldNode(0).pgdat()),
                bytes("bytes per frame never touched", TIB_PAGES, () -> List.of(booted(TIB_PAGES))),
                seconds("boot of 1 TiB, 64 nodes", TIB_PAGES),
                seconds("boot of 4 TiB, 64 nodes", 4 * TIB_PAGES),
                embedded());
    }

    /**
     * What the garbage collector's profile cannot tell from taking the pages in between. The first time free lists grow
     * to the length that they keep: that is the maximum.
     */
    private static Figure randomFree() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        HalfHeldNode node = new HalfHeldNode(5000);
        List<Double> values = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            node.freeHeld();
            values.add((double) (threads.getCurrentThreadAllocatedBytes() - before) / node.held());
            node.holdHalf();
        }
        return Figure.of("randomFreeOfHeldHalf allocates", "B/op", values);
    }

    private static Figure embedded() throws IOException {
        List<Double> values = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            values.add(EmbeddedBoot.seconds());
        }
        return Figure.of("boot of 4 TiB with all actors, 512 MiB heap", "s", values);
    }

    private static Figure bytes(String name, long frames, Supplier<Object> made) {
        List<Double> values = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            long before = usedHeap();
            Object kept = made.get();
            values.add((double) (usedHeap() - before) / frames);
            Reference.reachabilityFence(kept);
        }
        return Figure.of(name, "bytes", values);
    }

    private static Figure seconds(String name, long pages) {
        List<Double> values = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            long begin = System.nanoTime();
            List<PgData> nodes = new ArrayList<>();
            for (int nid = 0; nid < NODES; nid++) {
                nodes.add(booted(pages / NODES));
            }
            values.add((System.nanoTime() - begin) / NANOS_PER_SECOND);
            Reference.reachabilityFence(nodes);
        }
        return Figure.of(name, "s", values);
    }

    private static PgData booted(long pages) {
        PgData pgdat = new PgData(HalfHeldNode.layout(0, pages), 2);
        pgdat.memInit();
        return pgdat;
    }

    /** Heap in use after collections; asked for more than once because one may leave something over. */
    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
