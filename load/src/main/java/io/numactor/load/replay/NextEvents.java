package io.numactor.load.replay;

import io.numactor.load.trace.EventKind;
import io.numactor.load.trace.Trace;
import java.util.BitSet;

/** For each event of a page, the next event of the same page. */
final class NextEvents {
    static final int NONE = Integer.MAX_VALUE;

    private final int[] next;

    /** @param without events that are left out: allocations whose page is not to be believed */
    NextEvents(Trace trace, BitSet without) {
        next = new int[trace.size()];
        PfnInts last = new PfnInts(NONE);
        for (int event = trace.size() - 1; event >= 0; event--) {
            if (isOfPage(trace.kind(event)) && trace.pfn(event) != 0) {
                next[event] = last.get(trace.pfn(event));
                if (!without.get(event)) {
                    last.set(trace.pfn(event), event);
                }
            }
        }
    }

    static boolean isOfPage(EventKind kind) {
        return kind.ordinal() <= EventKind.PCPU_DRAIN.ordinal();
    }

    int after(int event) {
        return next[event];
    }
}
