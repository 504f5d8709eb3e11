package io.numactor.load.replay;

import io.numactor.load.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * When a node's CPUs may count how much on their own: more or less than usual while kswapd is awake
 * ({@code set_pgdat_percpu_threshold}, 6.1). It sets that before it says that it is awake, and back after it said that it
 * sleeps.
 */
final class Pressures {
    /** Events of other CPUs between the setting and the event: some tens of microseconds. */
    private static final int LEAD = 4;

    private record Change(int event, int cpu, int nid, boolean awake) {
        boolean isPast(int now, int nowCpu) {
            return now > (awake && nowCpu != cpu ? event - LEAD : event);
        }
    }

    /** What to do when a node's thresholds change. */
    interface Setter {
        void set(int nid, boolean awake);
    }

    private final Trace trace;
    private final List<Change> changes = new ArrayList<>();
    private int next;

    Pressures(Trace trace) {
        this.trace = trace;
        for (int event = 0; event < trace.size(); event++) {
            switch (trace.kind(event)) {
                case KSWAPD_WAKE -> changes.add(new Change(event, trace.cpu(event), trace.argument(event), true));
                case KSWAPD_SLEEP -> changes.add(new Change(event, trace.cpu(event), trace.argument(event), false));
                default -> {}
            }
        }
    }

    /** Makes the changes that the CPU of this event finds made, and were not made yet. */
    void upTo(int event, Setter setter) {
        int cpu = trace.cpu(event);
        while (next < changes.size() && changes.get(next).isPast(event, cpu)) {
            Change change = changes.get(next++);
            setter.set(change.nid, change.awake);
        }
    }
}
