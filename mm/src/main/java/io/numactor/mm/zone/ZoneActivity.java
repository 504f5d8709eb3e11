package io.numactor.mm.zone;

import io.numactor.mm.alloc.ZoneSkip;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What happened in a zone since boot.
 *
 * @param allocated blocks handed out, by order
 * @param freed blocks taken back, by order
 * @param pagesetHits allocations that a pageset served without a refill
 * @param pagesetRefills times that a pageset was refilled
 * @param pagesetDrains times that a pageset gave blocks back
 * @param steals times that blocks were taken from another migrate type
 * @param fragmentingSteals those of them that took less than a pageblock
 * @param skips times that an allocation passed the zone over, by {@link ZoneSkip.Reason}
 */
public record ZoneActivity(
        List<Long> allocated,
        List<Long> freed,
        long pagesetHits,
        long pagesetRefills,
        long pagesetDrains,
        long steals,
        long fragmentingSteals,
        List<Long> skips) {
    static List<Long> list(long[] counts) {
        return LongStream.of(counts).boxed().toList();
    }

    public long skips(ZoneSkip.Reason reason) {
        return skips.get(reason.ordinal());
    }
}
