package io.numactor.mm.zonelist;

import java.util.List;

/**
 * Why a node has its place in a fallback order.
 *
 * @param nid the node
 * @param distance from the local node
 * @param charged whether it pays for being first at its distance
 * @param loadAfter its load from now on
 * @param candidates those that were compared, ascending by id; none for the local node, which is always first
 */
public record NodeChoice(int nid, int distance, boolean charged, int loadAfter, List<Candidate> candidates) {
    public NodeChoice {
        candidates = List.copyOf(candidates);
    }

    /**
     * A node that might have come next; the least value wins, of equal ones the lowest id.
     *
     * @param nid the node
     * @param distance from the local node
     * @param below 1 when its id is below the local one, else 0
     * @param cpus 1 when it has CPUs by now, else 0
     * @param load what it has been charged so far
     * @param value {@code (distance + below + cpus)} times the weight of a unit of distance, plus load
     */
    public record Candidate(int nid, int distance, int below, int cpus, int load, long value) {}
}
