package io.numactor.mm.zonelist;

import io.numactor.mm.kernel.NodeLoadRule;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The search for the order in which a node falls back on the others: {@code find_next_best_node} and
 * {@code build_zonelists} (2.6.24 to 6.1).
 *
 * <p>The nearest unused node with memory comes next. Two things count as one unit of distance each: an id below the
 * local one, so that lists of equal distances start at the next higher id and wrap around, and having CPUs, which spares
 * nodes that do work of their own. What is still equal is decided by load: the first node of every new distance
 * group pays, and because the load lives as long as one build of all lists, equally distant nodes are taken in turn by
 * one local node after the other: how well, depends on the kernel's {@link NodeLoadRule}. So an instance serves exactly
 * one build, local nodes in ascending order.
 */
final class NodeOrder {
    private final NodeMask memory;
    private final NodeMask nodesWithCpus;
    private final NodeDistance distance;
    private final NodeLoadRule loadRule;
    private final int onlineNodes;
    private final int[] load = new int[NodeMask.MAX_NUMNODES];

    NodeOrder(ZonelistMachine machine) {
        this.memory = machine.memory();
        this.nodesWithCpus = machine.nodesWithCpus();
        this.distance = machine.distance();
        this.loadRule = machine.kernel().nodeLoad();
        this.onlineNodes = machine.online().size();
    }

    /** The order for one local node: itself first, even without memory, then every other memory node. */
    List<Integer> from(int local) {
        List<Integer> order = new ArrayList<>(memory.size() + 1);
        BitSet used = new BitSet();
        int previous = local;
        if (loadRule.lastsOneListOnly()) {
            Arrays.fill(load, 0);
        }
        for (int next = local; next >= 0; next = nextBest(local, used)) {
            if (distance.between(local, next) != distance.between(local, previous)) {
                load[next] = loadRule.charged(load[next], onlineNodes - order.size());
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
        return units * loadRule.unitsPerDistance(onlineNodes) * NodeMask.MAX_NUMNODES + load[nid];
    }
}
