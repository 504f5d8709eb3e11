package io.numactor.mm.zone;

import java.util.List;

/**
 * The zone's count of free pages that the watermarks are compared with ({@code NR_FREE_PAGES}, 6.1). The kernel counts
 * per CPU and adds to the zone's counter only what exceeds a threshold, so the counter may be off by the threshold
 * times the CPUs: a zone is left, or held on to, that many pages from its mark. With threshold 0 it is exact.
 */
public final class FreePages {
    private final int[] deltas;
    private int threshold;
    private long counter;
    private long sum;

    /** Exact until a threshold is set. */
    public FreePages(int machineCpus) {
        deltas = new int[machineCpus];
    }

    /** The counter. */
    public long value() {
        return counter;
    }

    /** The truth: the counter and what every CPU has not added to it yet. */
    public long exact() {
        return sum;
    }

    /** Counts pages that {@code cpu} freed, or, when negative, took. */
    public void add(int cpu, long change) {
        sum += change;
        long delta = deltas[cpu] + change;
        if (Math.abs(delta) > threshold) {
            counter += delta;
            deltas[cpu] = 0;
        } else {
            deltas[cpu] = (int) delta;
        }
    }

    /** Counts as many pages so many times. */
    public void addEach(int cpu, int change, int times) {
        if (threshold == 0) {
            add(cpu, (long) change * times);
        } else {
            for (int i = 0; i < times; i++) {
                add(cpu, change);
            }
        }
    }

    /** How far each CPU may be off from now on; folds nothing. */
    public void setThreshold(int pages) {
        threshold = pages;
    }

    /** How far the counter can be off. */
    public long slack() {
        return (long) threshold * deltas.length;
    }

    /** Adds what the CPU has counted: in idle, or once a second. */
    public void fold(int cpu) {
        counter += deltas[cpu];
        deltas[cpu] = 0;
    }

    /**
     * The state at one moment.
     *
     * @param uncounted by CPU: pages that it has freed, or taken when negative, and not added yet; none for those beyond
     */
    public void restore(long exact, List<Integer> uncounted) {
        sum = exact;
        counter = exact;
        for (int cpu = 0; cpu < uncounted.size(); cpu++) {
            deltas[cpu] = uncounted.get(cpu);
            counter -= uncounted.get(cpu);
        }
    }
}
