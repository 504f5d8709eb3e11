package io.numactor.mm.watermark;

import io.numactor.mm.topology.ZoneKey;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What has been computed over all nodes of the machine so far.
 *
 * @param minFreeKbytes {@code vm.min_free_kbytes}, KiB
 * @param zones parameters of every zone of the census, empty zones included
 * @param totalReservePages pages that no user allocation can count on: {@code totalreserve_pages}
 */
public record TunedMachine(long minFreeKbytes, SortedMap<ZoneKey, ZoneParams> zones, long totalReservePages) {
    /** Before anything is computed: the compiled-in min_free_kbytes. */
    public static final TunedMachine UNTUNED = new TunedMachine(1024, new TreeMap<>(), 0);

    public TunedMachine {
        zones = Collections.unmodifiableSortedMap(new TreeMap<>(zones));
    }

    /** A zone's parameters; those of boot while nothing has been computed for it. */
    public ZoneParams zone(ZoneKey key) {
        return zones.getOrDefault(key, ZoneParams.AT_BOOT);
    }
}
