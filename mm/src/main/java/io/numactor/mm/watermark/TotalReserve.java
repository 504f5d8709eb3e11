package io.numactor.mm.watermark;

import java.util.Collections;

/** A zone's part of the pages that user allocations cannot count on: {@code calculate_totalreserve_pages} (6.1). */
final class TotalReserve {
    private TotalReserve() {}

    /** Its largest lowmem reserve and its high mark, but no more than it manages. */
    static long of(ZoneCensus zone, ZoneParams params) {
        long reserve = Collections.max(params.lowmemReserve());
        return Math.min(zone.managed(), reserve + params.watermarks().high());
    }
}
