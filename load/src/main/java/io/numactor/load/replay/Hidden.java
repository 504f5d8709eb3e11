package io.numactor.load.replay;

/**
 * Something that happened without an event of its own, but shows in the events around it.
 *
 * @param event it happened before this event
 * @param kind what it was
 * @param zone index of the zone
 * @param cpu whose pageset it was, or on which it ran
 * @param byCpu the CPU on which it ran: direct reclaim drains the pagesets of all others too
 * @param pfns the pages that a bulk allocation got; of a drain, empty
 * @param pages how many pages
 */
record Hidden(int event, Kind kind, int zone, int cpu, int byCpu, long[] pfns, int pages) {
    enum Kind {
        BULK,
        DRAIN,
        DRAIN_ALL
    }
}
