package io.numactor.mm.zonelist;

import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.topology.NodeMask;
import java.util.function.IntBinaryOperator;

/**
 * On which nodes a request has page cache reclaimed before it passes a zone over ({@code zone_reclaim_mode}, 6.1): the
 * gates that need no look at the node itself.
 *
 * @param mode the setting; 0: nowhere. Page cache here is clean and unmapped, so the bits for writing (2) and unmapping
 *     (4) change nothing more
 * @param cpuNode node of the allocating CPU
 * @param nodesWithCpus nodes that have CPUs: only these themselves may reclaim there
 * @param distance between two nodes, 10 = local
 */
public record NodeReclaim(int mode, int cpuNode, NodeMask nodesWithCpus, IntBinaryOperator distance) {
    /** {@code RECLAIM_DISTANCE}: nodes farther than this are left alone. */
    public static final int RECLAIM_DISTANCE = 30;

    /** Zones below their mark are passed over. */
    public static final NodeReclaim OFF = new NodeReclaim(0, 0, NodeMask.EMPTY, (from, to) -> 0);

    private static final int ANY_MODE = 7;

    /** Whether a request that prefers a zone of {@code preferred} may have pages of {@code nid} reclaimed. */
    boolean allows(int gfp, int preferred, int nid) {
        return (mode & ANY_MODE) != 0
                && GfpFlags.allowsDirectReclaim(gfp)
                && (nid == cpuNode || !nodesWithCpus.contains(nid))
                && distance.applyAsInt(preferred, nid) <= RECLAIM_DISTANCE;
    }
}
