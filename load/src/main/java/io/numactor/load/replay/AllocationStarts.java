package io.numactor.load.replay;

import io.numactor.load.trace.Trace;
import java.util.Arrays;

/**
 * When allocations reached the free lists. The kernel tells of an allocation when it is over. Of one that took from the
 * free lists the first event came before, under the zone's lock, and other CPUs may have had their turn in between: for
 * what they find, that event is what counts. Only its time is used, not the page that it names.
 */
final class AllocationStarts {
    /** No allocation. */
    static final int NONE = -1;

    private final int[] begun;
    private final int[] lastRefill;
    private final boolean[] early;

    AllocationStarts(Trace trace, int cpus) {
        begun = new int[trace.size()];
        early = new boolean[trace.size()];
        lastRefill = new int[trace.size()];
        Arrays.fill(begun, NONE);
        int[] first = new int[cpus];
        int[] last = new int[cpus];
        Arrays.fill(first, NONE);
        for (int event = 0; event < trace.size(); event++) {
            follow(trace, event, first, last);
        }
    }

    /**
     * @param first by CPU: the first event of the free lists since its last other event
     * @param last by CPU: the latest of them
     */
    private void follow(Trace trace, int event, int[] first, int[] last) {
        int cpu = trace.cpu(event);
        switch (trace.kind(event)) {
            case ZONE_LOCKED, EXTFRAG -> {
                first[cpu] = first[cpu] == NONE ? event : first[cpu];
                last[cpu] = event;
            }
            case ALLOC -> {
                if (first[cpu] != NONE) {
                    begun[first[cpu]] = event;
                    lastRefill[first[cpu]] = last[cpu];
                    early[event] = true;
                    first[cpu] = NONE;
                }
            }
            default -> first[cpu] = NONE;
        }
    }

    /** The event of the allocation that began with this one, or {@link #NONE}. */
    int begunAt(int event) {
        return begun[event];
    }

    /** The last event of the free lists for the allocation that began with this one: then its pages are counted. */
    int lastRefill(int event) {
        return lastRefill[event];
    }

    /** Whether the allocation of this event began with another event, before it. */
    boolean isEarly(int event) {
        return early[event];
    }
}
