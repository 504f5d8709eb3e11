package io.numactor.mm.alloc;

import io.numactor.mm.topology.ZoneType;
import java.util.Arrays;

/**
 * Blocks handed out by one node for one request, in the order they came: neighbouring blocks of one zone are kept as
 * one run. A run is {@code blocks} blocks of {@code 2^order} pages from {@code pfn} upward.
 */
public final class PageRuns {
    private final int order;
    private long[] pfns = new long[4];
    private int[] blocks = new int[4];
    private byte[] zones = new byte[4];
    private int runs;
    private int totalBlocks;

    public PageRuns(int order) {
        this.order = order;
    }

    /** Adds one block; it extends the last run when it follows it directly in the same zone. */
    public void add(long pfn, ZoneType zone) {
        totalBlocks++;
        if (runs > 0) {
            int last = runs - 1;
            if (zones[last] == zone.ordinal() && pfns[last] + ((long) blocks[last] << order) == pfn) {
                blocks[last]++;
                return;
            }
        }
        if (runs == pfns.length) {
            pfns = Arrays.copyOf(pfns, runs * 2);
            blocks = Arrays.copyOf(blocks, runs * 2);
            zones = Arrays.copyOf(zones, runs * 2);
        }
        pfns[runs] = pfn;
        blocks[runs] = 1;
        zones[runs++] = (byte) zone.ordinal();
    }

    public int order() {
        return order;
    }

    /** Number of runs. */
    public int size() {
        return runs;
    }

    /** Blocks over all runs. */
    public int totalBlocks() {
        return totalBlocks;
    }

    public long pfn(int run) {
        return pfns[run];
    }

    public int blocks(int run) {
        return blocks[run];
    }

    public ZoneType zone(int run) {
        return ZoneType.of(zones[run]);
    }
}
