package io.numactor.mm.zonelist;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.zone.ZoneType;
import java.util.List;

/** What a {@link ZonelistWalk} wants done next. */
public sealed interface WalkEffect {
    /**
     * Ask this node to serve what remains, then say how much it did with {@link ZonelistWalk#answered}.
     *
     * @param nid the node
     * @param zones its zones, in walk order
     * @param allocFlags mark and rights ({@link AllocFlags})
     */
    record TryZones(int nid, List<ZoneType> zones, int allocFlags) implements WalkEffect {}

    /** Wake the reclaim daemons of these nodes; no answer is awaited. */
    record WakeKswapd(List<Integer> nids) implements WalkEffect {}

    /** Everything was served. */
    record Served() implements WalkEffect {
        static final Served INSTANCE = new Served();
    }

    /** What {@link ZonelistWalk#remaining} says could not be served. */
    record Failed(Reason reason) implements WalkEffect {}

    /** Why a walk ended without pages. */
    enum Reason {
        /** The kernel would now reclaim memory, and kill a process when that does not help. */
        WOULD_RECLAIM,
        /** The request may not wait for reclaim. */
        NO_RECLAIM_ALLOWED,
        /** The request may use one node only, which has nothing to give. */
        THISNODE_EXHAUSTED,
        /** No zone fits the request: a node without memory, or a mask that keeps all nodes out. */
        NO_ZONE,
        /** None of the nodes that may serve answers. */
        UNREACHABLE
    }
}
