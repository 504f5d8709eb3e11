package io.numactor.mm.policy;

import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.NodeMask;
import java.util.SortedMap;
import java.util.TreeMap;

/** The turns that interleaving takes over a set of nodes (Linux 6.1, {@code MPOL_INTERLEAVE}). */
public final class Interleaving {
    /** The state of a task whose policy was just set: its first page goes to the lowest node. */
    public static final int FRESH = NodeMask.MAX_NUMNODES - 1;

    private Interleaving() {}

    /** The task's next node, which is also its next state: the one after {@code previous}, around the set. */
    public static int next(NodeMask nodes, int previous) {
        int next = nodes.nextAfter(previous);
        return next >= 0 ? next : nodes.nth(0);
    }

    /** The node of a page of a mapping: the set's element number index modulo its size, ascending. */
    public static int at(NodeMask nodes, long index) {
        return nodes.nth((int) Long.remainderUnsigned(index, nodes.size()));
    }

    /**
     * A page's index in its mapping.
     *
     * @param pgoff page offset of the mapping in its file; start / 4096 for private anonymous memory
     * @param start first byte of the mapping
     * @param address a byte of the page
     * @param order of the pages that are allocated
     */
    public static long index(long pgoff, long start, long address, int order) {
        return (pgoff >>> order) + ((address - start) >>> (PfnRange.PAGE_SHIFT + order));
    }

    /**
     * How many pages of one bulk allocation each node is asked for: equal parts, the first {@code pages % size} turns
     * one more. The task's state moves on by one whole round, so it stays where it was.
     */
    public static SortedMap<Integer, Integer> bulkShares(NodeMask nodes, int previous, int pages) {
        SortedMap<Integer, Integer> shares = new TreeMap<>();
        int size = nodes.size();
        int nid = previous;
        for (int turn = 0; turn < size; turn++) {
            nid = next(nodes, nid);
            shares.put(nid, pages / size + (turn < pages % size ? 1 : 0));
        }
        return shares;
    }
}
