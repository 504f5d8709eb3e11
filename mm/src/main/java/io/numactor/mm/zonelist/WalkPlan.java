package io.numactor.mm.zonelist;

import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.topology.NodeMask;

/**
 * One allocation request before its walk.
 *
 * @param gfp request flags ({@link GfpFlags})
 * @param order block size: 2^order pages, 0..10
 * @param count single allocations, one after the other; at least 1
 * @param lists of the node that the policy starts from
 * @param allowed nodes that may serve; {@link NodeMask#ALL} without a mask
 * @param onlineNodes nodes online, with or without memory
 * @param unreachable nodes that do not answer: passed over, though the preferred zone may be theirs
 * @param nodeReclaim where page cache is reclaimed before a zone is passed over
 * @param oomVictim whether the OOM killer has chosen its task, which may use half of the min marks of every node
 */
public record WalkPlan(
        int gfp,
        int order,
        int count,
        WalkTable lists,
        NodeMask allowed,
        int onlineNodes,
        NodeMask unreachable,
        NodeReclaim nodeReclaim,
        boolean oomVictim) {
    /** The largest order of the buddy allocator. */
    public static final int LARGEST_ORDER = 10;

    public WalkPlan {
        GfpFlags.checked(gfp);
        if (order < 0 || order > LARGEST_ORDER) {
            throw new IllegalArgumentException("order " + order + " is not in 0.." + LARGEST_ORDER);
        }
        if (count < 1) {
            throw new IllegalArgumentException("a request for " + count + " blocks");
        }
    }

    /** A request that every node may serve. */
    public static WalkPlan of(int gfp, int order, int count, WalkTable lists, int onlineNodes) {
        return new WalkPlan(
                gfp, order, count, lists, NodeMask.ALL, onlineNodes, NodeMask.EMPTY, NodeReclaim.OFF, false);
    }

    public WalkPlan withAllowed(NodeMask nodes) {
        return new WalkPlan(gfp, order, count, lists, nodes, onlineNodes, unreachable, nodeReclaim, oomVictim);
    }

    public WalkPlan withUnreachable(NodeMask nodes) {
        return new WalkPlan(gfp, order, count, lists, allowed, onlineNodes, nodes, nodeReclaim, oomVictim);
    }

    public WalkPlan withNodeReclaim(NodeReclaim rules) {
        return new WalkPlan(gfp, order, count, lists, allowed, onlineNodes, unreachable, rules, oomVictim);
    }

    public WalkPlan withOomVictim(boolean victim) {
        return new WalkPlan(gfp, order, count, lists, allowed, onlineNodes, unreachable, nodeReclaim, victim);
    }
}
