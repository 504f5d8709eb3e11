package io.numactor.load.replay;

import io.numactor.load.trace.Trace;
import java.util.Arrays;
import java.util.BitSet;

/**
 * After which events a CPU was idle, so that it stopped its tick and added up what it had counted ({@code quiet_vmstat}, 6.1).
 * No event tells; but a CPU that is silent while others go on has nothing to do.
 */
final class IdleCpus {
    /** Events of the others: some milliseconds, which is a tick. */
    static final int SILENCE = 1000;

    private final BitSet last = new BitSet();

    IdleCpus(Trace trace, int cpus) {
        int[] next = new int[cpus];
        Arrays.fill(next, Integer.MAX_VALUE);
        for (int event = trace.size() - 1; event >= 0; event--) {
            int cpu = trace.cpu(event);
            last.set(event, next[cpu] - event > SILENCE);
            next[cpu] = event;
        }
    }

    /** Whether the CPU of this event was idle afterwards. */
    boolean isIdleAfter(int event) {
        return last.get(event);
    }
}
