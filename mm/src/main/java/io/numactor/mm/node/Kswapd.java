package io.numactor.mm.node;

import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zone.Reclaimer;
import io.numactor.mm.zone.Zone;
import java.util.Arrays;

/**
 * The node's page reclaim daemon (6.1): when it is woken and sleeps again, for which zones it works, what it reclaims,
 * and the watermark boosts that it works off.
 *
 * <p>A round covers the zones up to the highest asked for since the last one. While it lasts their pagesets hold less.
 * It reclaims page cache, oldest first, until one of its zones is above the high mark; if one is already but there were
 * boosts, as many pages as these. At its end the boosts that it saw at its start are taken off. The kernel works in
 * growing parts of its lists, and so may free a few pages more.
 *
 * <p>Rounds follow each other until the node is balanced. After 16 that yielded nothing it gives up, until something is
 * freed on the node. Nothing runs by itself: the node's owner calls {@link #beginRound} and {@link #endRound}.
 */
final class Kswapd {
    /** Rounds without a page after which the node counts as hopeless: {@code MAX_RECLAIM_RETRIES}. */
    private static final int MAX_FAILURES = 16;

    private final Zone[] zones;
    private final PageReclaim reclaim;
    private final int cpu;
    private final long[] boostsSeen;
    private boolean awake;
    private boolean inRound;
    private boolean asked;
    private int order;
    private int highest;
    private int roundOrder;
    private int roundHighest;
    private int failures;
    private long freedAtFailure;
    private long wakes;
    private long sleeps;

    /** @param cpu where it runs: the pageset that takes what it frees */
    Kswapd(Zone[] zones, PageReclaim reclaim, int cpu) {
        this.zones = zones;
        this.reclaim = reclaim;
        this.cpu = cpu;
        boostsSeen = new long[zones.length];
    }

    boolean isAwake() {
        return awake;
    }

    /** Times that it was really woken. */
    long wakes() {
        return wakes;
    }

    /** Times that it went to sleep. */
    long sleeps() {
        return sleeps;
    }

    /** Asks for reclaim; true when that woke it: not if it runs already, or the node has enough and no boost. */
    boolean wake(int wantedOrder, ZoneType wantedHighest) {
        if (!hasManaged(wantedHighest.ordinal())) {
            return false;
        }
        order = asked ? Math.max(order, wantedOrder) : wantedOrder;
        highest = asked ? Math.max(highest, wantedHighest.ordinal()) : wantedHighest.ordinal();
        asked = true;
        if (awake
                || isHopeless()
                || (balanced(wantedOrder, wantedHighest.ordinal()) && !boosted(wantedHighest.ordinal()))) {
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

    /** The round's work. */
    void reclaim() {
        long boosts = Arrays.stream(boostsSeen, 0, roundHighest + 1).sum();
        long left = balanced(roundOrder, roundHighest) ? boosts : 0;
        long got = 0;
        long cluster = 1;
        while (cluster > 0 && (got < left || !balanced(roundOrder, roundHighest))) {
            cluster = reclaim.reclaim(Reclaimer.KSWAPD, roundHighest, PageReclaim.CLUSTER, cpu);
            got += cluster;
        }
        noteOutcome(got);
    }

    private void noteOutcome(long got) {
        if (got > 0 || balanced(roundOrder, roundHighest)) {
            failures = 0;
        } else {
            failures++;
            freedAtFailure = freed();
        }
    }

    /** Ends the round; sleeps if the node is balanced and nothing new was asked, or if there is no hope. */
    void endRound() {
        if (!inRound) {
            throw new IllegalStateException("kswapd's round has not begun");
        }
        inRound = false;
        for (int i = 0; i <= roundHighest; i++) {
            zones[i].dropBoost(boostsSeen[i]);
            zones[i].setReclaimActive(false);
        }
        boolean wasAwake = awake;
        awake = !isHopeless() && (asked || !balanced(roundOrder, roundHighest));
        sleeps += wasAwake && !awake ? 1 : 0;
    }

    private boolean isHopeless() {
        if (failures >= MAX_FAILURES && freed() != freedAtFailure) {
            failures = 0;
        }
        return failures >= MAX_FAILURES;
    }

    private long freed() {
        return Arrays.stream(zones).mapToLong(Zone::freedBlocks).sum();
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
