package io.numactor.mm.zonelist;

import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.alloc.ReclaimAnswer;
import io.numactor.mm.topology.ZoneType;

/**
 * Direct reclaim of one request, round by round ({@code __alloc_pages_direct_reclaim}, {@code should_reclaim_retry},
 * {@code __alloc_pages_may_oom}, 6.1): what the nodes have said in this round, and what follows from it.
 */
final class ReclaimRound {
    /** Pages of one round: {@code SWAP_CLUSTER_MAX}. */
    static final int CLUSTER = 32;

    /** From the next order on the kernel does not insist: {@code PAGE_ALLOC_COSTLY_ORDER}. */
    private static final int COSTLY_ORDER = 3;

    private static final int MAX_ROUNDS_IN_VAIN = 16;

    private final int gfp;
    private final int order;
    private final ZoneType highestZone;
    private long pages;
    private boolean mayHelp;
    private boolean highAtomic;
    private boolean released;
    private int roundsInVain;

    ReclaimRound(int gfp, int order, ZoneType highestZone) {
        this.gfp = gfp;
        this.order = order;
        this.highestZone = highestZone;
    }

    void begin() {
        pages = 0;
        mayHelp = false;
        highAtomic = false;
        released = false;
    }

    /** The rounds so far were another request's. */
    void forget() {
        roundsInVain = 0;
    }

    void add(ReclaimAnswer answer) {
        pages += answer.pages();
        mayHelp |= answer.mayHelp();
        highAtomic |= answer.highAtomic();
    }

    void noteReleased(boolean done) {
        released |= done;
    }

    /** Pages still to be reclaimed in this round. */
    int wanted() {
        return (int) Math.max(0, CLUSTER - pages);
    }

    boolean madeProgress() {
        return pages > 0;
    }

    /** Whether some node can give up a pageblock, and none has in this round. */
    boolean canRelease() {
        return highAtomic && !released;
    }

    boolean released() {
        return released;
    }

    /** Costly requests that do not insist end before anything is reclaimed for them: compaction would have had to help. */
    boolean isAllowed() {
        return GfpFlags.allowsDirectReclaim(gfp) && !(isCostly() && GfpFlags.has(gfp, GfpFlags.NORETRY));
    }

    /** Whether the request stays for more than one round at all. */
    boolean insists() {
        return !GfpFlags.has(gfp, GfpFlags.NORETRY) && (!isCostly() || GfpFlags.has(gfp, GfpFlags.RETRY_MAYFAIL));
    }

    /** Whether another round makes sense; asked once a round. */
    boolean mayHelpAgain() {
        roundsInVain = madeProgress() && !isCostly() ? 0 : roundsInVain + 1;
        return mayHelp && roundsInVain <= MAX_ROUNDS_IN_VAIN;
    }

    /** Whether the kernel would kill a process when nothing is left to reclaim. */
    boolean endsInOomKill() {
        return isAllowed()
                && insists()
                && !isCostly()
                && !GfpFlags.has(gfp, GfpFlags.RETRY_MAYFAIL)
                && !GfpFlags.isThisNode(gfp)
                && highestZone.compareTo(ZoneType.NORMAL) >= 0;
    }

    private boolean isCostly() {
        return order > COSTLY_ORDER;
    }
}
