package io.numactor.load.replay;

import io.numactor.mm.stat.NumaStat;
import java.util.SortedMap;
import java.util.TreeMap;

/** NUMA statistics of each node, counted from placements. */
final class NumaTally {
    private final SortedMap<Integer, NumaStat> nodes = new TreeMap<>();

    /**
     * Counts allocations that one node served.
     *
     * @param nid who served
     * @param preferred whose turn it was
     * @param here node of the CPU
     * @param interleaved the node that an interleave policy chose, or -1
     */
    void count(int nid, int preferred, int here, int interleaved, long allocations) {
        boolean hit = nid == preferred;
        add(
                nid,
                new NumaStat(
                        hit ? allocations : 0,
                        hit ? 0 : allocations,
                        0,
                        interleaved == nid ? allocations : 0,
                        nid == here ? allocations : 0,
                        nid == here ? 0 : allocations));
        if (!hit) {
            foreign(preferred, allocations);
        }
    }

    void foreign(int nid, long allocations) {
        add(nid, NumaStat.ZERO.withForeign(allocations));
    }

    void add(int nid, NumaStat more) {
        NumaStat old = nodes.getOrDefault(nid, NumaStat.ZERO);
        nodes.put(nid, old.plus(more).withForeign(old.foreign() + more.foreign()));
    }

    NumaStat of(int nid) {
        return nodes.getOrDefault(nid, NumaStat.ZERO);
    }
}
