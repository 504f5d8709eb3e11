package io.numactor.mm.policy;

import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneType;

/**
 * A memory policy (Linux 6.1, {@code mempolicy.c}). Sets of nodes are those that remain after they were cut to nodes
 * with memory, and are never empty.
 */
public sealed interface MemPolicy {
    /** The policy of a task that has set none. */
    MemPolicy DEFAULT = new Local();

    /**
     * The choice for one allocation.
     *
     * @param here node of the running CPU
     * @param highestZone the request's
     * @param machine the policy zone and the nodes with normal memory
     * @param ilPrev the task's interleave state, {@link Interleaving#FRESH} at first
     */
    PolicyChoice choose(int here, ZoneType highestZone, PolicyMachine machine, int ilPrev);

    /** {@code MPOL_LOCAL} and {@code MPOL_DEFAULT}: begin on the node of the running CPU. */
    record Local() implements MemPolicy {
        @Override
        public PolicyChoice choose(int here, ZoneType highestZone, PolicyMachine machine, int ilPrev) {
            return unmasked(here, ilPrev);
        }
    }

    /** {@code MPOL_PREFERRED}: begin on one node, fall back by that node's list. */
    record Preferred(int nid) implements MemPolicy {
        @Override
        public PolicyChoice choose(int here, ZoneType highestZone, PolicyMachine machine, int ilPrev) {
            return unmasked(nid, ilPrev);
        }
    }

    /**
     * {@code MPOL_BIND}: only these nodes, in the order of the running CPU's list. Requests for zones below the policy
     * zone do not obey it.
     */
    record Bind(NodeMask nodes) implements MemPolicy {
        public Bind {
            notEmpty("bind", nodes);
        }

        @Override
        public PolicyChoice choose(int here, ZoneType highestZone, PolicyMachine machine, int ilPrev) {
            NodeMask mask = machine.binds(highestZone, nodes) ? nodes : NodeMask.ALL;
            return new PolicyChoice(here, mask, PolicyChoice.NOT_INTERLEAVED, ilPrev, false);
        }
    }

    /** {@code MPOL_PREFERRED_MANY}: these nodes first, without waiting; any node when they have nothing. */
    record PreferredMany(NodeMask nodes) implements MemPolicy {
        public PreferredMany {
            notEmpty("preferred-many", nodes);
        }

        @Override
        public PolicyChoice choose(int here, ZoneType highestZone, PolicyMachine machine, int ilPrev) {
            return new PolicyChoice(here, nodes, PolicyChoice.NOT_INTERLEAVED, ilPrev, true);
        }
    }

    /** {@code MPOL_INTERLEAVE}: the nodes in turn, each turn falling back by that node's list. */
    record Interleave(NodeMask nodes) implements MemPolicy {
        public Interleave {
            notEmpty("interleave", nodes);
        }

        /** A turn of the task, for memory that belongs to no mapping. */
        @Override
        public PolicyChoice choose(int here, ZoneType highestZone, PolicyMachine machine, int ilPrev) {
            int nid = Interleaving.next(nodes, ilPrev);
            return new PolicyChoice(nid, NodeMask.ALL, nid, nid, false);
        }

        /** The choice for a page of a mapping: by its index, whatever the task's state. */
        public PolicyChoice chooseAt(long index, int ilPrev) {
            int nid = Interleaving.at(nodes, index);
            return new PolicyChoice(nid, NodeMask.ALL, nid, ilPrev, false);
        }
    }

    private static PolicyChoice unmasked(int nid, int ilPrev) {
        return new PolicyChoice(nid, NodeMask.ALL, PolicyChoice.NOT_INTERLEAVED, ilPrev, false);
    }

    private static void notEmpty(String mode, NodeMask nodes) {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("a " + mode + " policy needs at least one node with memory");
        }
    }
}
