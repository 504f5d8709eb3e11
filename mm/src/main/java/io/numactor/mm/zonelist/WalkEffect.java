package io.numactor.mm.zonelist;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.topology.ZoneType;
import java.util.List;

/** What a {@link ZonelistWalk} wants done next. */
public sealed interface WalkEffect {
    /**
     * Ask this node to serve what remains, then say how much it did with {@link ZonelistWalk#answered}.
     *
     * @param nid the node
     * @param zones its zones, in walk order
     * @param allocFlags mark and rights ({@link AllocFlags})
     * @param nodeReclaim whether page cache of the node is reclaimed before a zone below its mark is passed over
     */
    record TryZones(int nid, List<ZoneType> zones, int allocFlags, boolean nodeReclaim) implements WalkEffect {}

    /**
     * Have this node reclaim page cache for the request, then say what came of it with {@link ZonelistWalk#reclaimed}.
     *
     * @param nid the node
     * @param zones its zones that the request may use
     * @param allocFlags mark and rights that it will be tried with again
     * @param pages to reclaim at least
     */
    record Reclaim(int nid, List<ZoneType> zones, int allocFlags, int pages) implements WalkEffect {}

    /**
     * Have this node make the most of its free pages, then say with {@link ZonelistWalk#relieved} whether it gave a
     * pageblock up.
     *
     * @param nid the node
     * @param zones its zones that the request may use
     * @param releaseHighAtomic whether one pageblock reserved for high-order atomic requests is given up
     * @param force even the last one of a zone; else the pagesets of all CPUs are emptied besides
     */
    record Relieve(int nid, List<ZoneType> zones, boolean releaseHighAtomic, boolean force) implements WalkEffect {}

    /** Wake the reclaim daemons of these nodes; no answer is awaited. */
    record WakeKswapd(List<Integer> nids) implements WalkEffect {}

    /** Everything was served. */
    record Served() implements WalkEffect {
        static final Served INSTANCE = new Served();
    }

    /**
     * What {@link ZonelistWalk#remaining} says could not be served.
     *
     * @param oomKill whether the kernel would now kill a process to go on
     */
    record Failed(Reason reason, boolean oomKill) implements WalkEffect {}

    /** Why a walk ended without pages. */
    enum Reason {
        /** No page cache is left: the kernel would reclaim what is not modelled (anonymous memory, slabs), or give up. */
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
