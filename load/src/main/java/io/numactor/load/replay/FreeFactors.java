package io.numactor.load.replay;

import io.numactor.load.trace.EventKind;
import io.numactor.load.trace.Trace;
import java.util.Arrays;

/**
 * By how much each pageset enlarged its drains when the trace began. Only a set that drained lately empties itself on
 * the first free of a higher order, so such a free shows it; each allocation since has halved what it shows.
 */
final class FreeFactors {
    private static final int UNDECIDED = -1;

    /** The factor is at most 5: after three allocations nothing of it is left. */
    private static final int MOST_HALVINGS = 2;

    private final ReplayMachine machine;
    private final Trace trace;
    private final int[] allocations;
    private final int[] factors;

    FreeFactors(ReplayMachine machine, Trace trace) {
        this.machine = machine;
        this.trace = trace;
        int sets = machine.zones().size() * machine.cpus();
        allocations = new int[sets];
        factors = new int[sets];
        Arrays.fill(factors, UNDECIDED);
    }

    private int set(int zone, int cpu) {
        return zone * machine.cpus() + cpu;
    }

    void allocated(int zone, int cpu) {
        allocations[set(zone, cpu)]++;
    }

    /** A drain raises the factor itself: nothing can be told from later on. */
    void drained(int zone, int cpu) {
        factors[set(zone, cpu)] = Math.max(0, factors[set(zone, cpu)]);
    }

    void freed(int event, int zone, int cpu, int order) {
        int set = set(zone, cpu);
        if (order >= 1 && order <= 3 && factors[set] == UNDECIDED) {
            boolean drains = allocations[set] <= MOST_HALVINGS && isDrain(following(event), zone);
            factors[set] = drains ? 1 << allocations[set] : 0;
        }
    }

    private int following(int event) {
        int later = event + 1;
        while (later < trace.size() && trace.cpu(later) != trace.cpu(event)) {
            later++;
        }
        return later;
    }

    private boolean isDrain(int event, int zone) {
        return event < trace.size()
                && trace.kind(event) == EventKind.PCPU_DRAIN
                && machine.zoneOf(trace, event) == zone;
    }

    /** 0 where nothing shows it. */
    int atStart(int zone, int cpu) {
        return Math.max(0, factors[set(zone, cpu)]);
    }
}
