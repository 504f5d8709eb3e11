package io.numactor.load.replay;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zone.ZoneMarks;
import io.numactor.mm.zonelist.SlowPathFlags;

/**
 * The walk of a request over the real zones with the real free counters: which zone the rules pick, and which zones
 * they may pick when a counter may be off by its slack.
 */
final class Verdicts {
    private final ReplayMachine machine;
    private final RealZones real;

    Verdicts(ReplayMachine machine, RealZones real) {
        this.machine = machine;
        this.real = real;
    }

    int[] walk(Request request) {
        return machine.walk(request);
    }

    int fastFlags(Request request) {
        return AllocFlags.WMARK_LOW | SlowPathFlags.kswapd(request.gfp());
    }

    int slowFlags(Request request) {
        return SlowPathFlags.of(request.gfp(), request.order());
    }

    boolean mayUse(Request request, int zone) {
        return request.choice().mask().contains(machine.zone(zone).nid());
    }

    private boolean mayUse(Request request, int zone, int flags) {
        return (flags & AllocFlags.OOM) != 0 || mayUse(request, zone);
    }

    /** The zone that the rules pick, or {@link ReplayMachine#NO_ZONE}. */
    int pick(Request request) {
        int zone = request.reclaimed() ? ReplayMachine.NO_ZONE : first(request, fastFlags(request));
        zone = zone == ReplayMachine.NO_ZONE ? first(request, slowFlags(request)) : zone;
        return zone == ReplayMachine.NO_ZONE && request.oomVictim() ? first(request, reserves(request)) : zone;
    }

    /** The rights of a victim of the OOM killer, whom no mask binds. */
    private static int reserves(Request request) {
        return SlowPathFlags.reserves(request.gfp(), true);
    }

    private int first(Request request, int flags) {
        for (int zone : walk(request)) {
            if (mayUse(request, zone, flags)
                    && real.marks(zone).admits(request.order(), request.highestZone(), flags, request.gfp())) {
                return zone;
            }
        }
        return ReplayMachine.NO_ZONE;
    }

    /** Pages that the zone has above what this request must leave: it may serve when this is more than 0. */
    long above(Request request, int zone, int flags) {
        ZoneMarks marks = real.marks(zone);
        return real.free(zone).value()
                - marks.unusable(request.order(), flags)
                - marks.requiredMark(request.order(), flags, request.gfp())
                - marks.reserve(request.highestZone());
    }

    /** Whether the rules may have picked this zone, each counter being off by no more than its slack. */
    boolean explains(Request request, int found) {
        boolean fastMayFail = true;
        if (!request.reclaimed()) {
            int flags = fastFlags(request);
            if (mayStopAt(request, found, flags)) {
                return true;
            }
            fastMayFail = mayStopAt(request, ReplayMachine.NO_ZONE, flags);
        }
        return fastMayFail && (mayStopAt(request, found, slowFlags(request)) || explainsVictim(request, found));
    }

    private boolean explainsVictim(Request request, int found) {
        return request.oomVictim()
                && mayStopAt(request, ReplayMachine.NO_ZONE, slowFlags(request))
                && mayStopAt(request, found, reserves(request));
    }

    /**
     * Whether the zone may be passed over because it would have to be fragmented: only Normal, where DMA32 of the same
     * node can step in, or where there is one node only.
     */
    private boolean mayLackType(Request request, int zone, int flags) {
        ZoneKey key = machine.zone(zone).key();
        return (flags & AllocFlags.WMARK_MASK) == AllocFlags.WMARK_LOW
                && zone == machine.preferred(request)
                && key.type() == ZoneType.NORMAL
                && (machine.onlineNodes() == 1 || machine.index(key.nid(), ZoneType.DMA32) != ReplayMachine.NO_ZONE);
    }

    private boolean hasBlock(Request request, int zone, int flags) {
        return real.hasBlock(zone, request.order(), (flags & AllocFlags.HIGHATOMIC) != 0);
    }

    /** Whether no zone before {@code found} must serve, and {@code found} can. */
    private boolean mayStopAt(Request request, int found, int flags) {
        for (int zone : walk(request)) {
            if (!mayUse(request, zone, flags)) {
                continue;
            }
            long above = above(request, zone, flags);
            long slack = real.slack(zone);
            if (zone == found) {
                return above > -slack;
            }
            if (above > slack && hasBlock(request, zone, flags) && !mayLackType(request, zone, flags)) {
                return false;
            }
        }
        return found == ReplayMachine.NO_ZONE;
    }
}
