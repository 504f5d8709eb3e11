package io.numactor.load.replay;

import io.numactor.load.trace.EventKind;
import io.numactor.load.trace.Trace;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zone.ZoneMarks;
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
    private int openRounds;

    RoundFinder(ReplayMachine machine, Trace trace, Ledger ledger, Requests requests) {
        this.machine = machine;
        this.trace = trace;
        this.ledger = ledger;
        this.requests = requests;
        real = new RealZones(machine, trace, ledger);
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
                signs(request, machine.zoneOf(trace, event));
            }
            dropBeforeSteals(event);
            if (request.reclaimed()) {
                askAll(request);
            }
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
        if (round != null && round.mayBeOver(event)) {
            dropBoosts(round);
            round.noteSteal(machine.zone(zone).key().type(), event);
        }
    }

    private void stolen(int event) {
        int zone = machine.zoneOf(trace, event);
        if (zone != ReplayMachine.NO_ZONE && trace.order(event) < MemMap.PAGEBLOCK_ORDER) {
            raised.get(zone).add(event);
            ask(machine.zone(zone).nid(), machine.zone(zone).key().type());
        }
    }

    /** What the next round is to balance at least. A daemon at work is told, too, though no event says so. */
    private void ask(int nid, ZoneType highest) {
        asked[nid] = Math.max(asked[nid], highest.ordinal() + 1);
    }

    /** A request in the slow path asks the daemons of all its nodes. */
    private void askAll(Request request) {
        for (int zone : verdicts.walk(request)) {
            if (verdicts.mayUse(request, zone)) {
                ask(machine.zone(zone).nid(), request.highestZone());
            }
        }
    }

    /**
     * Only a daemon that waits is woken: the round before is over. A wake without flags comes from a boost, and means the
     * boosted zone.
     */
    private void wakeup(int event) {
        int nid = trace.argument(event);
        if (open[nid] != null) {
            close(open[nid]);
        }
        int gfp = trace.gfp(event);
        if (gfp != 0) {
            ask(nid, machine.highestZone(gfp));
        }
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
        for (ReplayZone zone : machine.zones()) {
            if (zone.nid() == round.nid && zone.key().type().ordinal() <= round.highest) {
                noteDropped(zone.index(), round.begin, round.end());
            }
        }
        dropBoosts(round);
        open[round.nid] = null;
        openRounds--;
    }

    private void dropBoosts(OpenRound round) {
        for (ReplayZone zone : machine.zones()) {
            if (zone.nid() == round.nid) {
                ZoneMarks marks = real.marks(zone.index());
                ZoneType type = zone.key().type();
                long taken = Math.min(marks.boost(), round.boosts[type.ordinal()]);
                marks.dropBoost(taken);
                round.noteTaken(type, taken);
            }
        }
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
            if (zone == found) {
                before = false;
            }
            if (round != null && (before || zone == found) && verdicts.mayUse(request, zone)) {
                sign(round, request, zone, zone == found);
            }
        }
    }

    /** What it tells of the round that a request was served by this zone, or passed it over. */
    private void sign(OpenRound round, Request request, int zone, boolean served) {
        ZoneType type = machine.zone(zone).key().type();
        boolean told = round.isTold(type, request.event());
        boolean guessed = round.guesses(type);
        if (!told && !guessed) {
            return;
        }
        if (served) {
            if (!verdicts.explains(request, zone)) {
                showGone(round, guessed);
            }
        } else if (wouldDoWithoutBoost(request, zone)) {
            if (guessed) {
                round.passedOver(request.event());
            } else {
                round.stillThere(request.event());
            }
        }
    }

    private boolean wouldDoWithoutBoost(Request request, int zone) {
        long without = verdicts.above(request, zone, verdicts.fastFlags(request))
                + real.marks(zone).boost();
        return without > real.free(zone).slack();
    }

    private void showGone(OpenRound round, boolean guessed) {
        if (!guessed) {
            round.gone();
            return;
        }
        for (ReplayZone zone : machine.zones()) {
            if (zone.nid() == round.nid && round.guesses(zone.key().type())) {
                round.correct(zone.key().type(), real.marks(zone.index()), zone.managed());
            }
        }
        round.extend();
    }

    /** For each round's first event, the daemon's last one before it is woken again, begins another round or sleeps. */
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
            if (kind == EventKind.KSWAPD_WAKE || kind == EventKind.KSWAPD_SLEEP || kind == EventKind.WAKEUP_KSWAPD) {
                last[trace.argument(event)] = -1;
            } else if (nid >= 0 && NextEvents.isOfPage(kind)) {
                last[nid] = Math.max(last[nid], event);
            }
        }
        return lastOf;
    }
}
