package io.numactor.mm.watermark;

import io.numactor.mm.topology.ZoneType;
import java.util.List;

/**
 * Which zones hold memory that the kernel does not map: HighMem, and Movable where it is cut from HighMem
 * ({@code is_highmem}, 6.1).
 */
record HighMemory(boolean movableIsHigh) {
    static HighMemory of(List<ZoneCensus> census) {
        return new HighMemory(
                census.stream().anyMatch(zone -> zone.zone().type() == ZoneType.HIGHMEM && zone.present() > 0));
    }

    boolean is(ZoneCensus zone) {
        ZoneType type = zone.zone().type();
        return type == ZoneType.HIGHMEM || (type == ZoneType.MOVABLE && movableIsHigh);
    }
}
