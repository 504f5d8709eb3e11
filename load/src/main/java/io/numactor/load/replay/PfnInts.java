package io.numactor.load.replay;

import java.util.Arrays;

/** An int for every pfn, {@code absent} at first; only the chunks that were written to take memory. */
final class PfnInts {
    private static final int CHUNK_SHIFT = 12;
    private static final int CHUNK = 1 << CHUNK_SHIFT;
    private static final int[] NONE = {};

    private final int absent;
    private int[][] chunks = new int[64][];

    PfnInts(int absent) {
        this.absent = absent;
        Arrays.fill(chunks, NONE);
    }

    int get(long pfn) {
        int chunk = (int) (pfn >>> CHUNK_SHIFT);
        return chunk < chunks.length && chunks[chunk].length != 0 ? chunks[chunk][(int) pfn & (CHUNK - 1)] : absent;
    }

    void set(long pfn, int value) {
        int chunk = (int) (pfn >>> CHUNK_SHIFT);
        if (chunk >= chunks.length) {
            int old = chunks.length;
            chunks = Arrays.copyOf(chunks, Math.max(old * 2, chunk + 1));
            Arrays.fill(chunks, old, chunks.length, NONE);
        }
        if (chunks[chunk].length == 0) {
            chunks[chunk] = new int[CHUNK];
            Arrays.fill(chunks[chunk], absent);
        }
        chunks[chunk][(int) pfn & (CHUNK - 1)] = value;
    }
}
