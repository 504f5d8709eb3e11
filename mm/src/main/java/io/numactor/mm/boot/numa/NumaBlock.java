package io.numactor.mm.boot.numa;

/** Bytes [start, end) that belong to a node: what SRAT says, later cut to what is there (numa_memblk, 6.1). */
public record NumaBlock(int nid, long start, long end) {
    boolean overlaps(long from, long to) {
        return start < to && from < end;
    }

    NumaBlock from(long newStart) {
        return new NumaBlock(nid, newStart, end);
    }
}
