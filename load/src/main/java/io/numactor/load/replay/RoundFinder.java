package io.numactor.load.replay;

import io.numactor.load.trace.EventKind;
import io.numactor.load.trace.Trace;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.zone.ZoneType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds when each round of kswapd began and ended. The beginning has an event; the end has none, but allocations show
 * whether the boosts that end with it are still in force: as long as one passes over a zone that it could have had
 * without the boost, they are, and the first one served that could not be served with it shows that they are gone. How
 * fast the daemon was on that machine is input, as the requests are.
 */
final class RoundFinder {
    private final ReplayMachine machine;
    private final Trace trace;
    private final Ledger ledger;
    private final RealZones real;
    private final Requests requests;
    private final Verdicts verdicts;
    private final List<Round> rounds = new ArrayList<>();
    private final Map<Integer, Integer> lastWork;
    private final BoostTimes times;
    private final List<List<Integer>> raised = new ArrayList<>();
    private final OpenRound[] open = new OpenRound[NodeMask.MAX_NUMNODES];
    private final int[] asked = new int[NodeMask.MAX_NUMNODES];
    private final int[] lastHighest = new int[NodeMask.MAX_NUMNODES];
    private final int[] lastBoosted = new int[NodeMask.MAX_NUMNODES];
    private int openRounds;

    RoundFinder(ReplayMachine machine, Trace trace, Ledger ledger, Requests requests) {
        this.machine = machine;
        this.trace = trace;
        this.ledger = ledger;
        this.requests = requests;
        real = new RealZones(machine, trace, ledger.hidden(), (order, highAtomic) -> true);
        lastWork = lastWork(trace);
        times = new BoostTimes(machine.zones().size());
        machine.zones().forEach(zone -> raised.add(new ArrayList<>()));
        verdicts = new Verdicts(machine, real);
    }

    /** Reads the whole trace; the answers below count from then on. */
    RoundFinder find() {
        for (int event = 0; event < trace.size(); event++) {
            follow(event);
        }
        for (OpenRound round : open) {
            if (round != null) {
                close(round);
            }
        }
        for (int zone = 0; zone < raised.size(); zone++) {
            noteDropped(zone, Integer.MAX_VALUE, Integer.MAX_VALUE);
        }
        rounds.sort(Comparator.comparingInt(Round::begin));
        return this;
    }

    /** All rounds, by their beginning. */
    List<Round> rounds() {
        return rounds;
    }

    private void follow(int event) {
        EventKind kind = trace.kind(event);
        if (kind == EventKind.ALLOC) {
            Request request = requests.of(event);
            if (openRounds > 0
                    && trace.pfn(event) != 0
                    && !ledger.contradictions().contains(event)) {
                signs(request, machine.zoneOf(trace.pfn(event)));
            }
            dropBeforeSteals(event);
        } else {
            requests.follow(event);
        }
        real.follow(event);
        switch (kind) {
            case EXTFRAG -> stolen(event);
            case WAKEUP_KSWAPD -> wakeup(event);
            case KSWAPD_WAKE -> begin(event);
            case KSWAPD_SLEEP -> sleep(event);
            default -> {}
        }
    }

    /** A steal that follows on a round which is over raises the marks anew: the old boost must be gone by then. */
    private void dropBeforeSteals(int event) {
        int zone = real.stolenFrom(trace.cpu(event));
        OpenRound round =
                zone == ReplayMachine.NO_ZONE ? null : open[machine.zone(zone).nid()];
        if (round != null && round.isOver(event)) {
            dropBoosts(round);
        }
    }

    private void stolen(int event) {
        int zone = machine.zoneOf(trace.pfn(event));
        if (zone != ReplayMachine.NO_ZONE && trace.order(event) < MemMap.PAGEBLOCK_ORDER) {
            raised.get(zone).add(event);
            lastBoosted[machine.zone(zone).nid()] =
                    machine.zone(zone).key().type().ordinal() + 1;
        }
    }

    /** A wake without flags comes from a boost, and means the boosted zone. */
    private void wakeup(int event) {
        int nid = trace.argument(event);
        int gfp = trace.gfp(event);
        int highest = gfp == 0 ? lastBoosted[nid] : machine.highestZone(gfp).ordinal() + 1;
        asked[nid] = Math.max(asked[nid], highest);
    }

    private void begin(int event) {
        int nid = trace.argument(event);
        real.setPressure(nid, true);
        real.settleSteals();
        if (open[nid] != null) {
            close(open[nid]);
        }
        if (asked[nid] > 0) {
            lastHighest[nid] = asked[nid] - 1;
            asked[nid] = 0;
        }
        OpenRound round = new OpenRound(nid, event, lastHighest[nid], lastWork.getOrDefault(event, event));
        for (ReplayZone zone : machine.zones()) {
            if (zone.nid() == nid && zone.key().type().ordinal() <= round.highest) {
                round.boosts[zone.key().type().ordinal()] =
                        real.marks(zone.index()).boost();
            }
        }
        open[nid] = round;
        openRounds++;
    }

    private void sleep(int event) {
        int nid = trace.argument(event);
        if (open[nid] != null) {
            close(open[nid]);
        }
        real.setPressure(nid, false);
    }

    private void close(OpenRound round) {
        rounds.add(new Round(round.nid, round.begin, round.end(), round.highest));
        dropBoosts(round);
        open[round.nid] = null;
        openRounds--;
    }

    private void dropBoosts(OpenRound round) {
        for (ReplayZone zone : machine.zones()) {
            if (zone.nid() == round.nid) {
                if (zone.key().type().ordinal() <= round.highest) {
                    noteDropped(zone.index(), round.begin, round.end());
                }
                real.marks(zone.index())
                        .dropBoost(round.boosts[zone.key().type().ordinal()]);
            }
        }
        Arrays.fill(round.boosts, 0);
    }

    private void noteDropped(int zone, int begin, int end) {
        List<Integer> open = raised.get(zone);
        while (!open.isEmpty() && open.get(0) <= begin) {
            times.add(zone, open.remove(0), end);
        }
    }

    /** How long boosts were in force. */
    BoostTimes times() {
        return times;
    }

    private void signs(Request request, int found) {
        boolean before = true;
        for (int zone : verdicts.walk(request)) {
            OpenRound round = open[machine.zone(zone).nid()];
            boolean boosted = round != null
                    && request.event() > round.lastWork
                    && round.boosts[machine.zone(zone).key().type().ordinal()] > 0;
            if (zone == found) {
                before = false;
                if (boosted && round.gone < 0 && !verdicts.explains(request, found)) {
                    round.gone = request.event();
                }
            } else if (before && boosted && round.gone < 0 && verdicts.mayUse(request, zone)) {
                long without = verdicts.above(request, zone, verdicts.fastFlags(request))
                        + real.marks(zone).boost();
                if (without > real.free(zone).slack()) {
                    round.lastStill = request.event();
                }
            }
        }
    }

    /** For each round's first event, the daemon's last one before it begins another round or sleeps. */
    private static Map<Integer, Integer> lastWork(Trace trace) {
        Map<Integer, Integer> lastOf = new HashMap<>();
        int[] last = new int[NodeMask.MAX_NUMNODES];
        Arrays.fill(last, -1);
        for (int event = trace.size() - 1; event >= 0; event--) {
            EventKind kind = trace.kind(event);
            int nid = trace.kswapd(event);
            if (kind == EventKind.KSWAPD_WAKE) {
                lastOf.put(event, Math.max(event, last[trace.argument(event)]));
            }
            if (kind == EventKind.KSWAPD_WAKE || kind == EventKind.KSWAPD_SLEEP) {
                last[trace.argument(event)] = -1;
            } else if (nid >= 0 && NextEvents.isOfPage(kind)) {
                last[nid] = Math.max(last[nid], event);
            }
        }
        return lastOf;
    }

    /** A round whose end is not known yet. */
    private static final class OpenRound {
        private final int nid;
        private final int begin;
        private final int highest;
        private final int lastWork;
        private final long[] boosts = new long[ZoneType.count()];
        private int lastStill = -1;
        private int gone = -1;

        OpenRound(int nid, int begin, int highest, int lastWork) {
            this.nid = nid;
            this.begin = begin;
            this.highest = highest;
            this.lastWork = lastWork;
        }

        boolean isOver(int event) {
            return event > lastWork && (lastStill < 0 || gone >= 0);
        }

        int end() {
            return Math.max(lastWork, lastStill) + 1;
        }
    }
}
