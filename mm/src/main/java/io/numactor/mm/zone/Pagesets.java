package io.numactor.mm.zone;

import io.numactor.mm.page.MemMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The pagesets of one zone: one per CPU of the machine, made when that CPU first uses the zone. All have the same high
 * and batch. Before the real values are known: high 0, batch 1, every free goes through at once.
 */
final class Pagesets {
    private static final PerCpuPages[] NONE = {};

    /** Batches that a set holds while kswapd reclaims. */
    private static final int RECLAIM_BATCHES = 4;

    private final MemMap map;
    private final int machineCpus;

    /** By CPU, one or none each: a two-step array instead of nulls. */
    private final PerCpuPages[][] byCpu;

    private int high;
    private int batch = 1;
    private boolean reclaimActive;

    /** Pages at which a set is drained: fewer while kswapd reclaims in the zone. */
    private int limit;

    Pagesets(MemMap map, int machineCpus) {
        this.map = map;
        this.machineCpus = machineCpus;
        byCpu = new PerCpuPages[machineCpus][];
        Arrays.fill(byCpu, NONE);
    }

    void resize(int newHigh, int newBatch) {
        if (newHigh < 0 || newBatch < 1) {
            throw new IllegalArgumentException("pageset high " + newHigh + ", batch " + newBatch);
        }
        high = newHigh;
        batch = newBatch;
        setReclaimActive(reclaimActive);
    }

    /** Whether kswapd reclaims in the zone. */
    void setReclaimActive(boolean active) {
        reclaimActive = active;
        limit = active ? Math.min(RECLAIM_BATCHES * batch, high) : high;
    }

    int limit() {
        return limit;
    }

    int high() {
        return high;
    }

    int batch() {
        return batch;
    }

    int machineCpus() {
        return machineCpus;
    }

    PerCpuPages of(Zone zone, int cpu) {
        PerCpuPages[] made = byCpu[cpu];
        return made.length != 0 ? made[0] : make(zone, cpu);
    }

    private PerCpuPages make(Zone zone, int cpu) {
        PerCpuPages made = new PerCpuPages(zone, map, this, cpu);
        byCpu[cpu] = new PerCpuPages[] {made};
        return made;
    }

    /** The pagesets made so far, by CPU. */
    List<PerCpuPages> made() {
        return Arrays.stream(byCpu).flatMap(Arrays::stream).toList();
    }

    Optional<PerCpuPages> ifMade(int cpu) {
        return Arrays.stream(byCpu[cpu]).findFirst();
    }

    void drainAll() {
        made().forEach(PerCpuPages::drainAll);
    }

    void refresh(int cpu, boolean local) {
        ifMade(cpu).ifPresent(pageset -> pageset.refresh(local));
    }
}
