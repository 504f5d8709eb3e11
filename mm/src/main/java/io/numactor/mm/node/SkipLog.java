package io.numactor.mm.node;

import io.numactor.mm.alloc.ZoneRequest;
import io.numactor.mm.alloc.ZoneSkip;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zone.Zone;
import java.util.ArrayList;
import java.util.List;

/**
 * The zones that the present allocation was passed over by. Only which and why is kept: the numbers are read when
 * somebody asks, as nothing changes in a zone that did not serve. Reused, so that a skip costs no object.
 */
final class SkipLog {
    private final Zone[] zones = new Zone[ZoneType.count()];
    private final ZoneSkip.Reason[] reasons = new ZoneSkip.Reason[ZoneType.count()];
    private int size;

    void clear() {
        size = 0;
    }

    void add(Zone zone, ZoneSkip.Reason reason) {
        zones[size] = zone;
        reasons[size++] = reason;
    }

    /** Counts each skip at its zone. */
    void count() {
        for (int i = 0; i < size; i++) {
            zones[i].countSkipped(reasons[i]);
        }
    }

    List<ZoneSkip> describe(ZoneRequest request) {
        List<ZoneSkip> skips = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            skips.add(zones[i].skip(
                    reasons[i], request.order(), request.highestZone(), request.allocFlags(), request.gfp()));
        }
        return List.copyOf(skips);
    }
}
