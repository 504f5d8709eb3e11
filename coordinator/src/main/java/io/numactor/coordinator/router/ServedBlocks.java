package io.numactor.coordinator.router;

import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.PageRun;
import io.numactor.mm.topology.ZoneType;
import io.numactor.proto.WireTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** The blocks that a flight was served, in the order in which they came. Read from the front, in parts. */
final class ServedBlocks {
    /**
     * One node's answer.
     *
     * @param hops times that the walk had gone on to another node by then
     */
    record Source(int nid, long incarnation, int grant, int distance, int accessNanos, int hops) {}

    private final int order;
    private final List<Source> sources = new ArrayList<>(2);
    private long[] pfns = new long[4];
    private int[] blocks = new int[4];
    private byte[] zones = new byte[4];
    private short[] sourceOf = new short[4];
    private int rows;
    private int total;
    private int row;
    private int taken;

    ServedBlocks(int order) {
        this.order = order;
    }

    /** The rows that follow are of this answer. */
    void from(Source source) {
        sources.add(source);
    }

    void add(long pfn, int count, int zone) {
        if (rows == pfns.length) {
            grow(2 * rows);
        }
        pfns[rows] = pfn;
        blocks[rows] = count;
        zones[rows] = (byte) zone;
        sourceOf[rows++] = (short) (sources.size() - 1);
        total += count;
    }

    private void grow(int size) {
        pfns = Arrays.copyOf(pfns, size);
        blocks = Arrays.copyOf(blocks, size);
        zones = Arrays.copyOf(zones, size);
        sourceOf = Arrays.copyOf(sourceOf, size);
    }

    /** Forgets the blocks of some answers; whether there were any. To be called before the first is taken. */
    boolean drop(Predicate<Source> gone) {
        int before = rows;
        rows = 0;
        for (int old = 0; old < before; old++) {
            if (gone.test(sources.get(sourceOf[old]))) {
                total -= blocks[old];
            } else {
                move(old, rows++);
            }
        }
        return rows < before;
    }

    private void move(int from, int to) {
        pfns[to] = pfns[from];
        blocks[to] = blocks[from];
        zones[to] = zones[from];
        sourceOf[to] = sourceOf[from];
    }

    /** Blocks that were added and not taken. */
    int left() {
        return total;
    }

    /**
     * Takes blocks from the front into an answer; hops of the last of them. Neighbours become one run whichever way they
     * came: what was freed upward is handed out downward.
     */
    int take(int count, AllocateResponse.Builder answer) {
        int missing = count;
        int hops = 0;
        while (missing > 0) {
            int first = row;
            long pfn = pfns[row] + ((long) taken << order);
            int run = advance(Math.min(missing, blocks[row] - taken));
            while (run < missing && precedes(first, pfn) && blocks[row] <= missing - run) {
                pfn = pfns[row];
                run += advance(blocks[row]);
            }
            answer.addRuns(run(first, pfn, run));
            hops = sources.get(sourceOf[first]).hops();
            missing -= run;
        }
        total -= count;
        return hops;
    }

    /** Whether the present row ends where {@code pfn}, of another row, begins. */
    private boolean precedes(int other, long pfn) {
        return row < rows
                && taken == 0
                && sourceOf[row] == sourceOf[other]
                && zones[row] == zones[other]
                && pfns[row] + ((long) blocks[row] << order) == pfn;
    }

    private PageRun run(int first, long pfn, int count) {
        Source source = sources.get(sourceOf[first]);
        return PageRun.newBuilder()
                .setNode(source.nid())
                .setZone(WireTypes.zone(ZoneType.of(zones[first])))
                .setPfn(pfn)
                .setOrder(order)
                .setBlocks(count)
                .setIncarnation(source.incarnation())
                .setGrant(source.grant())
                .setDistance(source.distance())
                .setAccessNanos(source.accessNanos())
                .build();
    }

    private int advance(int count) {
        taken += count;
        if (taken == blocks[row]) {
            row++;
            taken = 0;
        }
        return count;
    }
}
