package io.numactor.mm.alloc;

import io.numactor.mm.topology.ZoneType;

/**
 * Why a zone was passed over, with the numbers of the decision (all in pages). For {@link Reason#WATERMARK}:
 * {@code free - unusable} had to be more than {@code mark + reserve}.
 *
 * @param zone the zone that was tried
 * @param reason why it did not serve
 * @param markName which mark was asked for: min, low or high
 * @param free the zone's free pages at that moment
 * @param unusable pages of them that this request may not use
 * @param mark the mark after boost and reductions
 * @param reserve lowmem reserve against the request's highest zone
 */
public record ZoneSkip(
        ZoneType zone, Reason reason, String markName, long free, long unusable, long mark, long reserve) {
    /** Why a zone did not serve. */
    public enum Reason {
        /** Its free pages are not above the mark. */
        WATERMARK,
        /** Above the mark, but no block of the order (or none that may be used) was there. */
        NO_BLOCK,
        /** The zone holds no memory. */
        EMPTY,
        /** Its node does not answer or has left. */
        UNREACHABLE
    }

    /** By how many pages the zone failed its mark: 0 when it did not fail for that. */
    public long shortBy() {
        return reason == Reason.WATERMARK ? Math.max(0, mark + reserve + 1 - (free - unusable)) : 0;
    }
}
