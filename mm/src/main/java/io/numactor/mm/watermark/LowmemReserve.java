package io.numactor.mm.watermark;

import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pages that a zone keeps back from requests that could have used a higher zone of the same node:
 * {@code setup_per_zone_lowmem_reserve} (2.6.24 to 6.1), {@code protection} in /proc/zoneinfo.
 */
final class LowmemReserve {
    private final Map<ZoneKey, Long> managed = new HashMap<>();
    private final Sysctls sysctls;

    LowmemReserve(List<ZoneCensus> census, Sysctls sysctls) {
        census.forEach(zone -> managed.put(zone.zone(), zone.managed()));
        this.sysctls = sysctls;
    }

    /** The reserve of one zone against each highest zone that a request may have, lowest first. */
    List<Long> of(ZoneKey zone) {
        int ratio = reserves(zone) ? sysctls.lowmemReserveRatio(zone.type()) : 0;
        List<Long> reserve = new ArrayList<>(ZoneType.count());
        long above = 0;
        for (ZoneType highest : ZoneType.values()) {
            above += highest.compareTo(zone.type()) > 0 ? managed(new ZoneKey(zone.nid(), highest)) : 0;
            reserve.add(ratio == 0 ? 0 : above / ratio);
        }
        return reserve;
    }

    private boolean reserves(ZoneKey zone) {
        return managed(zone) != 0 || sysctls.kernel().reservesInEmptyZones();
    }

    private long managed(ZoneKey zone) {
        return managed.getOrDefault(zone, 0L);
    }
}
