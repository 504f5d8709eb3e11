package io.numactor.mm.zone;

/**
 * The page cache of a zone and what was taken back of it since boot. Pages.
 *
 * @param inactive page cache at present
 * @param byKswapd reclaimed by the node's daemon
 * @param direct reclaimed by requests that found every zone below its min mark
 * @param byNode reclaimed by requests that preferred this node to a free page farther away
 */
public record ZoneReclaim(long inactive, long byKswapd, long direct, long byNode) {
    static ZoneReclaim of(InactiveList list) {
        return new ZoneReclaim(
                list.pages(),
                list.reclaimed(Reclaimer.KSWAPD),
                list.reclaimed(Reclaimer.DIRECT),
                list.reclaimed(Reclaimer.NODE));
    }

    /** Everything that was reclaimed. */
    public long total() {
        return byKswapd + direct + byNode;
    }
}
