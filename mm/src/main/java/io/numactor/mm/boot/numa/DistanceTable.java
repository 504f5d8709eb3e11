package io.numactor.mm.boot.numa;

import io.numactor.mm.boot.input.BootRefused;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.topology.NodeDistance;
import java.util.Arrays;
import java.util.SortedSet;

/** The distances while they are being set; the table takes memory of its own (numa_set_distance, x86-64, 6.1). */
final class DistanceTable {
    private final Memblock memblock;
    private final BootLog log;
    private int[][] rows = new int[0][];
    private ByteRange place = new ByteRange(0, 0);
    private ByteRange copy = new ByteRange(0, 0);

    DistanceTable(Memblock memblock, BootLog log) {
        this.memblock = memblock;
        this.log = log;
    }

    /** The first value makes the table, for the nodes known by then; values that do not fit are ignored. */
    void set(int from, int to, int distance, SortedSet<Integer> nodes) {
        if (rows.length == 0) {
            create(nodes.last() + 1);
        }
        boolean local = from == to;
        boolean fits = from < rows.length && to < rows.length && distance >= 0 && distance < 256;
        if (fits && (!local || distance == NodeDistance.LOCAL_DISTANCE)) {
            rows[from][to] = distance;
        }
    }

    private void create(int count) {
        rows = new int[count][count];
        for (int nid = 0; nid < count; nid++) {
            Arrays.fill(rows[nid], NodeDistance.REMOTE_DISTANCE);
            rows[nid][nid] = NodeDistance.LOCAL_DISTANCE;
        }
        place = take((long) count * count);
        log.line("NUMA: Initialized distance table, cnt=%d", count);
    }

    private ByteRange take(long bytes) {
        long start = memblock.alloc(bytes, Memblock.PAGE_BYTES, Memblock.ANY_NODE)
                .orElseThrow(() -> new BootRefused("memoryMap", "no room for the distance table"));
        return new ByteRange(start, start + bytes);
    }

    /** Emulated nodes: a new table, while a copy of the old one lies beside it. */
    void replace() {
        if (rows.length > 0) {
            copy = take(place.bytes());
            reset();
        }
    }

    void replaced() {
        giveBack(copy);
        copy = new ByteRange(0, 0);
    }

    void reset() {
        giveBack(place);
        place = new ByteRange(0, 0);
        rows = new int[0][];
    }

    private void giveBack(ByteRange bytes) {
        if (bytes.bytes() > 0) {
            memblock.free(bytes.start(), bytes.end());
        }
    }

    NodeDistance snapshot() {
        return rows.length == 0 ? NodeDistance.defaults() : NodeDistance.of(rows);
    }
}
