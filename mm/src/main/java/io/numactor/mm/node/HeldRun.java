package io.numactor.mm.node;

import io.numactor.mm.topology.ZoneType;

/**
 * Neighbouring blocks of one owner that were handed out together.
 *
 * @param pfn first page frame; block i starts at pfn + i * 2^order
 * @param grant which answer handed them out
 */
public record HeldRun(long pfn, int order, int blocks, ZoneType zone, int grant) {
    /** First page frame behind it. */
    public long end() {
        return pfn + ((long) blocks << order);
    }
}
