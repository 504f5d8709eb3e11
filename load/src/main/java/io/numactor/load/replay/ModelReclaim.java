package io.numactor.load.replay;

import static io.numactor.mm.page.MemMap.PAGEBLOCK_PAGES;

import io.numactor.load.trace.Trace;
import io.numactor.mm.zone.Zone;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** kswapd in the model, at the trace's times: its rounds, the ends of boosts, the counters' thresholds. */
final class ModelReclaim {
    private record Drop(int event, int zone) {}

    private final ReplayMachine machine;
    private final Zone[] zones;
    private final List<Round> rounds;
    private final BoostTimes times;
    private final long[] stealsSeen;
    private final PriorityQueue<Drop> drops = new PriorityQueue<>(Comparator.comparingInt(Drop::event));
    private final List<Round> running = new ArrayList<>();
    private final Pressures pressures;
    private int nextRound;

    ModelReclaim(ReplayMachine machine, Trace trace, Zone[] zones, RoundFinder finder) {
        this.machine = machine;
        this.zones = zones;
        rounds = finder.rounds();
        times = finder.times();
        stealsSeen = new long[zones.length];
        pressures = new Pressures(trace);
    }

    /** Ends what ends before this event. */
    void before(int event) {
        setThresholds(event);
        for (int i = running.size() - 1; i >= 0; i--) {
            if (running.get(i).end() <= event) {
                setActive(running.remove(i), false);
            }
        }
        while (!drops.isEmpty() && drops.peek().event <= event) {
            zones[drops.poll().zone].dropBoost(PAGEBLOCK_PAGES);
        }
    }

    /** What is counted with this event is held against the thresholds of that moment. */
    void setThresholds(int event) {
        pressures.upTo(event, this::setPressure);
    }

    /** kswapd begins a round. */
    void wake(int event) {
        while (nextRound < rounds.size() && rounds.get(nextRound).begin() <= event) {
            Round round = rounds.get(nextRound++);
            running.add(round);
            setActive(round, true);
        }
    }

    private void setActive(Round round, boolean active) {
        for (ReplayZone zone : machine.zones()) {
            if (zone.nid() == round.nid() && zone.key().type().ordinal() <= round.highest()) {
                zones[zone.index()].setReclaimActive(active);
            }
        }
    }

    private void setPressure(int nid, boolean pressure) {
        for (ReplayZone zone : machine.zones()) {
            if (zone.nid() == nid) {
                zones[zone.index()].setStatThreshold(pressure ? zone.pressureThreshold() : zone.threshold());
            }
        }
    }

    /** The zone just served: boosts that this raised get an end. */
    void noteSteals(int zone, int event) {
        long steals = zones[zone].fragmentingSteals();
        for (; stealsSeen[zone] < steals; stealsSeen[zone]++) {
            drops.add(new Drop(times.dropOf(zone, event), zone));
        }
    }
}
