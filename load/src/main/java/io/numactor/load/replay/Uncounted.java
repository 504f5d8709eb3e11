package io.numactor.load.replay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What CPUs had not added to the zones' counters when the trace began. All had added up right before, but each that did
 * ({@code refresh_cpu_vm_stats}, 6.1) may then have given back a batch of what it held of another node's zone for long: the
 * free blocks have these pages, the counter does not. Which CPU did so shows nowhere; taken are
 * those that have least left.
 */
final class Uncounted {
    private Uncounted() {}

    static List<Integer> of(ReplayMachine machine, ReplayZone zone) {
        List<Integer> others = zone.found().pagesets().entrySet().stream()
                .filter(set -> machine.nodeOf(set.getKey()) != zone.nid())
                .sorted(Comparator.comparingLong(set -> set.getValue().count()))
                .map(Map.Entry::getKey)
                .toList();
        long missing = zone.freePages() - zone.found().free();
        return byCpu(machine.cpus(), others, missing, zone.params().pagesetBatch(), zone.threshold());
    }

    /**
     * Pages by CPU. Only whole batches: less is what came and went between the reads of the two files.
     *
     * @param others the CPUs that may have given back, the likeliest first
     * @param missing pages that the counter lacks
     */
    static List<Integer> byCpu(int cpus, List<Integer> others, long missing, int batch, int threshold) {
        List<Integer> pages = new ArrayList<>(Collections.nCopies(cpus, 0));
        long batches = Math.max(0, missing / batch);
        others.stream().limit(batches).forEach(cpu -> pages.set(cpu, Math.min(batch, threshold)));
        return pages;
    }
}
