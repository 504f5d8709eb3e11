package io.numactor.mm.zonelist;

import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The search for the order in which a node falls back on the others: {@code find_next_best_node} and
 * {@code build_zonelists} (Linux 6.1).
 *
 * <p>The nearest unused node with memory comes next. Two things count as one unit of distance each: an id below the
 * local one, so that lists of equal distances start at the next higher id and wrap around, and having CPUs, which spares
 * nodes that do work of their own. What is still equal is decided by load: the first node of every new distance
 * group pays one, and because the load lives as long as one build of all lists, equally distant nodes are taken in
 * turn by one local node after the other. So an instance serves exactly one build, local nodes in ascending order.
 */
final class NodeOrder {
    private final NodeMask memory;
    private final NodeMask nodesWithCpus;
    private final NodeDistance distance;
    private final int[] load = new int[NodeMask.MAX_NUMNODES];

    /**
     * @param memory N_MEMORY: the nodes that others may fall back on
     * @param nodesWithCpus nodes whose cpumask is not empty now; the boot build on x86 comes before any CPU is known
     * @param distance between nodes
     */
    NodeOrder(NodeMask memory, NodeMask nodesWithCpus, NodeDistance distance) {
        this.memory = memory;
        this.nodesWithCpus = nodesWithCpus;
        this.distance = distance;
    }

    /** The order for one local node: itself first, even without memory, then every other memory node. */
    List<Integer> from(int local) {
        List<Integer> order = new ArrayList<>(memory.size() + 1);
        BitSet used = new BitSet();
        int previous = local;
        for (int next = local; next >= 0; next = nextBest(local, used)) {
            if (distance.between(local, next) != distance.between(local, previous)) {
                load[next]++;
            }
            used.set(next);
            order.add(next);
            previous = next;
        }
        return order;
    }

    /** The load that a node has collected so far in this build. */
    int load(int nid) {
        return load[nid];
    }

    private int nextBest(int local, BitSet used) {
        int best = -1;
        long bestCost = Long.MAX_VALUE;
        for (int nid = memory.nextAfter(-1); nid >= 0; nid = memory.nextAfter(nid)) {
            long cost = cost(local, nid);
            if (!used.get(nid) && cost < bestCost) {
                best = nid;
                bestCost = cost;
            }
        }
        return best;
    }

    private long cost(int local, int nid) {
        long units = distance.between(local, nid);
        units += nid < local ? 1 : 0;
        units += nodesWithCpus.contains(nid) ? 1 : 0;
        return units * NodeMask.MAX_NUMNODES + load[nid];
    }
}
