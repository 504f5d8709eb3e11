package io.numactor.load.replay;

/**
 * One run of compaction over a zone, and the free pages that it took without an event to move others to.
 *
 * @param begin event at which it began
 * @param end event at which it was over
 * @param zone index of the zone
 * @param cpu on which it ended
 * @param frees events at which it freed a page, ascending: one whose content it had moved, or one left over
 * @param pages how many free pages it took
 */
record Compaction(int begin, int end, int zone, int cpu, int[] frees, int pages) {}
