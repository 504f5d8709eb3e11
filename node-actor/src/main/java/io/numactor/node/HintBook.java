package io.numactor.node;

import io.numactor.mm.node.PgData;
import io.numactor.mm.topology.ZoneType;
import io.numactor.proto.RoomMakers;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeWork;

/**
 * What this node lets its router know, so that requests need not come here in vain: up to which zone type all its zones
 * are below their low marks. Hints never lie: a router may act on one until it sends something that may make room here
 * (it then forgets the hint by itself) or confirms its withdrawal; before that nothing else may make room. While
 * allocations are all that happens, what is below a mark stays below.
 *
 * <p>One router at a time is told. As soon as another sends work, nobody is.
 */
final class HintBook {
    private static final long NOBODY = 0;

    private final PgData pgdat;
    private long holder = NOBODY;
    private boolean shared;
    private int told;
    private long version;
    private long withdrawal;
    /** The latest message of the router that is told. */
    private long newest;

    HintBook(PgData pgdat) {
        this.pgdat = pgdat;
    }

    /** The router that is told. */
    long holder() {
        return holder;
    }

    /** Whether a router may still pass this node over. */
    boolean isOut() {
        return told != 0;
    }

    /**
     * Whether work has to wait until hints are withdrawn: it may make room, and the router that was told does not know, for
     * it is another's, or was overtaken by what was answered since.
     */
    boolean mustWait(NodeWork work) {
        boolean isKnown = work.getSession() == holder && work.getMessage() >= newest;
        return isOut() && !isKnown && RoomMakers.makesRoom(work);
    }

    /** Withdraws what was told; the version up to which the router has to drop it. */
    long withdraw() {
        withdrawal = ++version;
        return withdrawal;
    }

    /** The router does not answer: what it was told has lapsed. */
    void lapse() {
        told = 0;
        withdrawal = 0;
    }

    /** Work is about to be carried out. */
    void received(NodeWork work) {
        if (work.getSession() != holder && RoomMakers.onlyLooks(work)) {
            return;
        }
        if (holder == NOBODY) {
            holder = work.getSession();
        }
        if (work.getSession() != holder) {
            shared = true;
            return;
        }
        newest = Math.max(newest, work.getMessage());
        boolean dropped = withdrawal != 0 && work.getHintsWithdrawn() >= withdrawal;
        if (dropped) {
            lapse();
        }
        if (RoomMakers.makesRoom(work)) {
            told = 0;
        }
    }

    /**
     * Adds the hint to the answer.
     *
     * @param fellShort whether something asked for was not served
     */
    void tell(NodeWork work, boolean fellShort, NodeAnswers.Builder answers) {
        if (work.getSession() != holder || shared || withdrawal != 0) {
            return;
        }
        int hint = fellShort || isOut() ? belowLow() : 0;
        if (hint != told) {
            told = hint;
            version++;
        }
        answers.setBelowLow(hint).setHintVersion(version);
    }

    private int belowLow() {
        int hint = 0;
        if (!pgdat.kswapdAwake() || !pgdat.mayMakeRoom()) {
            for (int type = 0; type < ZoneType.count(); type++) {
                hint |= pgdat.isBelowLow(ZoneType.of(type)) ? 1 << type : 0;
            }
        }
        return hint;
    }
}
