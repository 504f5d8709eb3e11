package io.numactor.mm.node;

import io.numactor.mm.zone.Zone;
import io.numactor.mm.zone.ZoneType;
import java.util.Arrays;

/**
 * The node's page reclaim daemon as far as it matters without reclaim (6.1): when it is woken, for which zones, and the
 * watermark boosts that it works off.
 *
 * <p>A round covers the zones up to the highest asked for since the last one. While it lasts their pagesets hold less;
 * at its end the boosts that it saw at its start are taken off. It frees nothing, so a node that is short of memory for
 * real keeps it awake until enough is freed. Nothing runs by itself: the node's owner calls {@link #beginRound} and
 * {@link #endRound}.
 */
final class Kswapd {
    private final Zone[] zones;
    private final long[] boostsSeen;
    private boolean awake;
    private boolean inRound;
    private boolean asked;
    private int order;
    private int highest;
    private int roundOrder;
    private int roundHighest;
    private long wakes;

    Kswapd(Zone[] zones) {
        this.zones = zones;
        boostsSeen = new long[zones.length];
    }

    boolean isAwake() {
        return awake;
    }

    /** Times that it was really woken. */
    long wakes() {
        return wakes;
    }

    /** Asks for reclaim; true when that woke it: not if it runs already, or the node has enough and no boost. */
    boolean wake(int wantedOrder, ZoneType wantedHighest) {
        if (!hasManaged(wantedHighest.ordinal())) {
            return false;
        }
        order = asked ? Math.max(order, wantedOrder) : wantedOrder;
        highest = asked ? Math.max(highest, wantedHighest.ordinal()) : wantedHighest.ordinal();
        asked = true;
        if (awake || (balanced(wantedOrder, wantedHighest.ordinal()) && !boosted(wantedHighest.ordinal()))) {
            return false;
        }
        awake = true;
        wakes++;
        return true;
    }

    /** Starts a round for what was asked since the last; without a new question, for the same zones again. */
    void beginRound() {
        if (inRound) {
            throw new IllegalStateException("kswapd's round has begun already");
        }
        inRound = true;
        if (asked) {
            roundOrder = order;
            roundHighest = highest;
            asked = false;
        }
        for (int i = 0; i <= roundHighest; i++) {
            boostsSeen[i] = zones[i].boost();
            zones[i].setReclaimActive(true);
        }
    }

    /** Ends the round; sleeps if the node is balanced and nothing new was asked. */
    void endRound() {
        if (!inRound) {
            throw new IllegalStateException("kswapd's round has not begun");
        }
        inRound = false;
        for (int i = 0; i <= roundHighest; i++) {
            zones[i].dropBoost(boostsSeen[i]);
            zones[i].setReclaimActive(false);
        }
        awake = asked || !balanced(roundOrder, roundHighest);
    }

    private boolean hasManaged(int upTo) {
        return Arrays.stream(zones, 0, upTo + 1).anyMatch(zone -> zone.managed() > 0);
    }

    private boolean boosted(int upTo) {
        return Arrays.stream(zones, 0, upTo + 1).anyMatch(zone -> zone.boost() > 0);
    }

    /** Any zone above its high mark is enough; so is having no zone at all. */
    private boolean balanced(int forOrder, int upTo) {
        ZoneType limit = ZoneType.of(upTo);
        boolean any = false;
        for (int i = 0; i <= upTo; i++) {
            if (zones[i].managed() > 0) {
                any = true;
                if (zones[i].isBalanced(forOrder, limit)) {
                    return true;
                }
            }
        }
        return !any;
    }
}
