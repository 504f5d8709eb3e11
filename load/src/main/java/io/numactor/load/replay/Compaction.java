package io.numactor.load.replay;

import java.util.List;

/**
 * One run of compaction over a zone, and the free pages that it took without an event to move others to.
 *
 * @param begin event at which it began
 * @param end event at which it was over
 * @param zone index of the zone
 * @param cpu on which it ended
 * @param frees events at which it freed a page, ascending: one whose content it had moved, or one left over
 * @param pages how many free pages it took
 * @param batches what it moved together, one after the other
 */
record Compaction(int begin, int end, int zone, int cpu, int[] frees, int pages, List<Batch> batches) {
    /**
     * Pages that were moved together.
     *
     * @param end event at which they had been
     */
    record Batch(int end, int pages) {}

    /** How many pages are moved together at this event; none after the last. */
    int movedTogether(int event) {
        return batches.stream()
                .filter(batch -> batch.end > event)
                .mapToInt(Batch::pages)
                .findFirst()
                .orElse(0);
    }
}
