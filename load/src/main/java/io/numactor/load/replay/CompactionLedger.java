package io.numactor.load.replay;

import io.numactor.load.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds what compaction took: free pages leave the lists without an event, as many as it migrated pages to and as it
 * freed again, which shows as frees of pages that were free by all other events.
 */
final class CompactionLedger {
    private static final int NOT_COMPACTING = -1;

    private final Trace trace;
    private final List<Compaction> found = new ArrayList<>();
    private final int[] began;
    private final int[] pages;
    private final List<List<Integer>> frees;
    private final List<List<Compaction.Batch>> batches;
    private final BitSet freeing = new BitSet();
    private final BitSet unexplained = new BitSet();

    CompactionLedger(int zones, Trace trace) {
        this.trace = trace;
        frees = IntStream.range(0, zones)
                .<List<Integer>>mapToObj(zone -> new ArrayList<>())
                .toList();
        batches = IntStream.range(0, zones)
                .<List<Compaction.Batch>>mapToObj(zone -> new ArrayList<>())
                .toList();
        began = new int[zones];
        pages = new int[zones];
        Arrays.fill(began, NOT_COMPACTING);
    }

    void begin(int event, int zone) {
        began[zone] = event;
        pages[zone] = 0;
        frees.get(zone).clear();
        batches.get(zone).clear();
    }

    /** Pages were migrated by the task of this event. */
    void migrated(int event) {
        for (int zone = 0; zone < began.length; zone++) {
            if (isCompacting(event, zone)) {
                pages[zone] += trace.argument(event);
                batches.get(zone).add(new Compaction.Batch(event, trace.argument(event)));
            }
        }
    }

    private boolean isCompacting(int event, int zone) {
        return began[zone] != NOT_COMPACTING && trace.task(began[zone]) == trace.task(event);
    }

    /** A page of the zone was freed. */
    void freed(int event, int zone) {
        if (isCompacting(event, zone)) {
            freeing.set(event);
            frees.get(zone).add(event);
        }
    }

    /** A page was freed that was free already. */
    void freedTwice(int event, int zone) {
        unexplained.set(event);
        pages[zone] += 1 << trace.order(event);
    }

    void end(int event, int zone, int cpu) {
        if (began[zone] != NOT_COMPACTING && pages[zone] > 0) {
            int[] freed = frees.get(zone).stream().mapToInt(Integer::intValue).toArray();
            found.add(
                    new Compaction(began[zone], event, zone, cpu, freed, pages[zone], List.copyOf(batches.get(zone))));
        }
        began[zone] = NOT_COMPACTING;
    }

    /** Those that took free pages, in the order of their beginnings. */
    List<Compaction> compactions() {
        return found.stream().sorted(Comparator.comparingInt(Compaction::begin)).toList();
    }

    /** Whether it was compaction that freed the page: what it held was moved elsewhere, or it was to be moved to. */
    boolean isFreeing(int event) {
        return freeing.get(event);
    }

    /** Whether the page of a free was free already by all other events. */
    boolean isUnexplained(int event) {
        return unexplained.get(event);
    }
}
