package io.numactor.mm.zonelist;

import io.numactor.mm.kernel.NodeLoadRule;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

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
final class NodeOrder implements NodeSearch {
    private final NodeMask memory;
    private final NodeMask nodesWithCpus;
    private final NodeDistance distance;
    private final NodeLoadRule loadRule;
    private final int onlineNodes;
    private final long weight;
    private final int[] load = new int[NodeMask.MAX_NUMNODES];

    NodeOrder(ZonelistMachine machine) {
        this.memory = machine.memory();
        this.nodesWithCpus = machine.nodesWithCpus();
        this.distance = machine.distance();
        this.loadRule = machine.kernel().nodeLoad();
        this.onlineNodes = machine.online().size();
        this.weight = loadRule.unitsPerDistance(onlineNodes) * NodeMask.MAX_NUMNODES;
    }

    @Override
    public List<Integer> from(int local) {
        Walk walk = new Walk(local);
        List<Integer> order = new ArrayList<>(memory.size() + 1);
        for (int next = local; next >= 0; next = walk.nextBest(UNWATCHED)) {
            walk.append(next);
            order.add(next);
        }
        return order;
    }

    @Override
    public List<NodeChoice> explained(int local) {
        Walk walk = new Walk(local);
        List<NodeChoice> choices = new ArrayList<>();
        List<NodeChoice.Candidate> compared = new ArrayList<>();
        for (int next = local; next >= 0; next = walk.nextBest(compared::add)) {
            boolean charged = walk.append(next);
            choices.add(new NodeChoice(next, distance.between(local, next), charged, load[next], compared));
            compared.clear();
        }
        return choices;
    }

    /** The load that a node has collected so far in this build. */
    int load(int nid) {
        return load[nid];
    }

    /** The making of one list. */
    private final class Walk {
        private final int local;
        private final BitSet used = new BitSet();
        private int previous;
        private int countdown = onlineNodes;

        Walk(int local) {
            this.local = local;
            this.previous = local;
            if (loadRule.lastsOneListOnly()) {
                Arrays.fill(load, 0);
            }
        }

        /** Takes a node into the list. Whether it pays. */
        boolean append(int nid) {
            boolean charged = distance.between(local, nid) != distance.between(local, previous);
            if (charged) {
                load[nid] = loadRule.charged(load[nid], countdown);
            }
            used.set(nid);
            previous = nid;
            countdown--;
            return charged;
        }

        int nextBest(Consumer<NodeChoice.Candidate> watcher) {
            int best = -1;
            long bestValue = Long.MAX_VALUE;
            for (int nid = memory.nextAfter(-1); nid >= 0; nid = memory.nextAfter(nid)) {
                if (used.get(nid)) {
                    continue;
                }
                long value = value(nid, watcher);
                if (value < bestValue) {
                    best = nid;
                    bestValue = value;
                }
            }
            return best;
        }

        private long value(int nid, Consumer<NodeChoice.Candidate> watcher) {
            int far = distance.between(local, nid);
            int below = nid < local ? 1 : 0;
            int cpus = nodesWithCpus.contains(nid) ? 1 : 0;
            long value = (far + below + cpus) * weight + load[nid];
            if (watcher != UNWATCHED) {
                watcher.accept(new NodeChoice.Candidate(nid, far, below, cpus, load[nid], value));
            }
            return value;
        }
    }
}
