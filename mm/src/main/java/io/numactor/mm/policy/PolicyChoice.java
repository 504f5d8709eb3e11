package io.numactor.mm.policy;

import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.topology.NodeMask;

/**
 * Where an allocation begins and which nodes it may use.
 *
 * @param startNid the node whose zonelist is walked
 * @param mask nodes that may serve; {@link NodeMask#ALL} when the policy keeps none out
 * @param interleaveNid the node that interleaving chose, for interleave_hit; {@link #NOT_INTERLEAVED} else
 * @param ilPrev the task's interleave state afterwards
 * @param retriesUnmasked whether a failed walk is followed by one with the original flags and without the mask
 */
public record PolicyChoice(int startNid, NodeMask mask, int interleaveNid, int ilPrev, boolean retriesUnmasked) {
    public static final int NOT_INTERLEAVED = -1;

    /** The flags of this walk: one that may be retried neither waits nor insists nor warns. */
    public int gfp(int requested) {
        return retriesUnmasked
                ? (requested | GfpFlags.NOWARN) & ~(GfpFlags.DIRECT_RECLAIM | GfpFlags.NOFAIL)
                : requested;
    }

    /** The second walk, after a first one that {@link #retriesUnmasked} has failed. */
    public PolicyChoice retry() {
        return new PolicyChoice(startNid, NodeMask.ALL, NOT_INTERLEAVED, ilPrev, false);
    }
}
