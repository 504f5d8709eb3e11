package io.numactor.load.replay;

import io.numactor.mm.page.MemMap;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zone.ZoneMarks;

/** A round of kswapd whose end is not known yet, and what allocations have shown of it. */
final class OpenRound {
    final int nid;
    final int begin;
    final int highest;
    final int lastWork;

    /** Pages that the round will take off each zone's marks; 0 once that is done. */
    final long[] boosts = new long[ZoneType.count()];

    private final long[] taken = new long[ZoneType.count()];
    private final int[] stealsSince = new int[ZoneType.count()];
    private int lastSteal = -1;
    private int passedOver = -1;
    private int lastStill = -1;
    private boolean gone;

    /**
     * @param begin first event
     * @param highest ordinal of the highest zone type that it balances
     * @param lastWork the daemon's last event before its next round or sleep
     */
    OpenRound(int nid, int begin, int highest, int lastWork) {
        this.nid = nid;
        this.begin = begin;
        this.highest = highest;
        this.lastWork = lastWork;
    }

    /** The event before which the boosts were dropped. */
    int end() {
        return Math.max(lastWork, lastStill) + 1;
    }

    /** Whether, by all signs so far, the round may have ended before this event. */
    boolean mayBeOver(int event) {
        return event > lastWork && (lastStill < 0 || gone);
    }

    /** Whether a sign of the zone's boost, or of its absence, tells when the round ended. */
    boolean isTold(ZoneType type, int event) {
        return event > lastWork && boosts[type.ordinal()] > 0 && !gone;
    }

    void stillThere(int event) {
        lastStill = event;
    }

    void gone() {
        gone = true;
    }

    /** What was taken off a zone's marks; if the zone is stolen from again, this may have been too early. */
    void noteTaken(ZoneType type, long pages) {
        taken[type.ordinal()] += pages;
        boosts[type.ordinal()] = 0;
    }

    void noteSteal(ZoneType type, int event) {
        stealsSince[type.ordinal()]++;
        lastSteal = event;
    }

    /** Whether the zone's marks rest on the guess that the round was over when the zone was stolen from anew. */
    boolean guesses(ZoneType type) {
        return stealsSince[type.ordinal()] > 0 && taken[type.ordinal()] > 0;
    }

    /** A request passed over a zone whose marks rest on the guess, so they are raised still. */
    void passedOver(int event) {
        passedOver = event;
    }

    /** The guess was wrong: the round went on beyond the last steal. Then its end worked off part of the new boost. */
    void extend() {
        lastStill = Math.max(lastSteal, passedOver);
        gone = true;
    }

    /** What the marks of a zone come to when the guess was wrong: raised by all steals, and only then lowered. */
    void correct(ZoneType type, ZoneMarks marks, long managed) {
        long raised = taken[type.ordinal()] + (long) stealsSince[type.ordinal()] * MemMap.PAGEBLOCK_PAGES;
        marks.dropBoost(marks.boost());
        for (long pages = 0; pages < raised; pages += MemMap.PAGEBLOCK_PAGES) {
            marks.boost(managed);
        }
        marks.dropBoost(taken[type.ordinal()]);
        stealsSince[type.ordinal()] = 0;
    }
}
