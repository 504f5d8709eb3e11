package io.numactor.mm.zone;

import io.numactor.mm.page.MemMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The pagesets of one zone: one per CPU of the machine, made when that CPU first uses the zone. All have the same high
 * and batch. Before the real values are known: high 0, batch 1, every free goes through at once.
 */
final class Pagesets {
    /** Batches that a set holds while kswapd reclaims. */
    private static final int RECLAIM_BATCHES = 4;

    private final Zone zone;
    private final MemMap map;

    /** In the place of those that are not made yet. */
    private final PerCpuPages none;

    private final PerCpuPages[] byCpu;

    private int high;
    private int batch = 1;
    private boolean reclaimActive;

    /** Pages at which a set is drained: fewer while kswapd reclaims in the zone. */
    private int limit;

    Pagesets(Zone zone, MemMap map, int machineCpus) {
        this.zone = zone;
        this.map = map;
        none = new PerCpuPages(zone, map, this, -1);
        byCpu = new PerCpuPages[machineCpus];
        Arrays.fill(byCpu, none);
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
        made().forEach(pageset -> pageset.limit(limit));
    }

    int high() {
        return high;
    }

    int batch() {
        return batch;
    }

    int machineCpus() {
        return byCpu.length;
    }

    /** One that is always empty. */
    PerCpuPages none() {
        return none;
    }

    PerCpuPages of(int cpu) {
        PerCpuPages pageset = byCpu[cpu];
        return pageset != none ? pageset : make(cpu);
    }

    private PerCpuPages make(int cpu) {
        byCpu[cpu] = new PerCpuPages(zone, map, this, cpu);
        byCpu[cpu].limit(limit);
        return byCpu[cpu];
    }

    /** The pagesets made so far, by CPU. */
    List<PerCpuPages> made() {
        return Arrays.stream(byCpu).filter(pageset -> pageset != none).toList();
    }

    Optional<PerCpuPages> ifMade(int cpu) {
        return Optional.of(byCpu[cpu]).filter(pageset -> pageset != none);
    }

    void drainAll() {
        made().forEach(PerCpuPages::drainAll);
    }

    void refresh(int cpu, boolean local) {
        ifMade(cpu).ifPresent(pageset -> pageset.refresh(local));
    }

    /** The CPU whose pageset holds the block that begins at the frame; empty when none does. */
    OptionalInt holding(int frame, int order) {
        return made().stream()
                .filter(pageset -> pageset.holds(frame, order))
                .mapToInt(PerCpuPages::cpu)
                .findFirst();
    }
}
