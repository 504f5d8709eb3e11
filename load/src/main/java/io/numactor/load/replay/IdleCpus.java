package io.numactor.load.replay;

import io.numactor.load.trace.Trace;
import java.util.Arrays;
import java.util.BitSet;

/**
 * After which events a CPU was idle and added up what it had counted ({@code vmstat_update}, {@code quiet_vmstat}, 6.1): its
 * last one. A CPU that is silent for a while may be idle, too, but adds up only while its refresh is pending, and when the
 * tick stops, neither of which shows: seen in traces of these functions, most silences pass without it.
 */
final class IdleCpus {
    private final BitSet last = new BitSet();

    IdleCpus(Trace trace, int cpus) {
        int[] events = new int[cpus];
        Arrays.fill(events, NextEvents.NONE);
        for (int event = 0; event < trace.size(); event++) {
            events[trace.cpu(event)] = event;
        }
        Arrays.stream(events).filter(event -> event != NextEvents.NONE).forEach(last::set);
    }

    /** Whether the CPU of this event was idle afterwards. */
    boolean isIdleAfter(int event) {
        return last.get(event);
    }
}
