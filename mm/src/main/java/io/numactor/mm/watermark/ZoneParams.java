package io.numactor.mm.watermark;

import io.numactor.mm.topology.ZoneType;
import java.util.Collections;
import java.util.List;

/**
 * What is computed for one zone over all nodes of the machine and installed on it under an epoch.
 *
 * @param watermarks min, low, high and promo, in pages
 * @param lowmemReserve pages kept from requests whose highest zone is the index; one entry per {@link ZoneType}
 * @param pagesetHigh pages a per-CPU pageset may hold before it drains; 0 while only boot pagesets exist
 * @param pagesetBatch pages per refill
 */
public record ZoneParams(Watermarks watermarks, List<Long> lowmemReserve, int pagesetHigh, int pagesetBatch) {
    /** Before watermarks and real pagesets exist: marks 0, no reserve, boot pagesets (high 0, batch 1). */
    public static final ZoneParams AT_BOOT =
            new ZoneParams(Watermarks.ZERO, Collections.nCopies(ZoneType.count(), 0L), 0, 1);

    public ZoneParams {
        lowmemReserve = List.copyOf(lowmemReserve);
        if (lowmemReserve.size() != ZoneType.count()) {
            throw new IllegalArgumentException("lowmem reserve has " + lowmemReserve.size() + " entries");
        }
    }
}
