package io.numactor.mm.node;

import static io.numactor.mm.page.MemMap.NO_FRAME;

import io.numactor.mm.alloc.ReclaimAnswer;
import io.numactor.mm.alloc.ZoneRequest;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zone.Reclaimer;
import io.numactor.mm.zone.Zone;
import java.util.List;

/**
 * Takes page cache of one node back ({@code mm/vmscan.c}, 6.1, much reduced): oldest block first over all zones that the
 * reclaim is for. What the kernel looks at besides is not modelled: pages are never referenced again, dirty, mapped or
 * anonymous, and reclaim always succeeds. The pages go where a free by that CPU would put them, so they may well stay in
 * its pageset.
 */
final class PageReclaim {
    /** Pages that direct reclaim frees at a time: {@code SWAP_CLUSTER_MAX}. */
    static final int CLUSTER = 32;

    /** Of a node's managed pages this share must be page cache before {@code zone_reclaim_mode} reclaims any. */
    private static final int MIN_UNMAPPED_DIVISOR = 100;

    private final MemMap map;
    private final Zone[] zones;
    private final Holdings holdings;
    private long forRequests;

    PageReclaim(MemMap map, Zone[] zones, Holdings holdings) {
        this.map = map;
        this.zones = zones;
        this.holdings = holdings;
    }

    /** Page cache of the whole node, pages. */
    long reclaimable() {
        long pages = 0;
        for (Zone zone : zones) {
            pages += zone.inactive().pages();
        }
        return pages;
    }

    /** Pages that {@link #forZone} has reclaimed since boot. */
    long forRequests() {
        return forRequests;
    }

    /** Reclaims at least {@code pages} from the zones up to that index if they have so many; how many it were. */
    long reclaim(Reclaimer by, int upTo, long pages, int cpu) {
        long got = 0;
        for (int zone = oldest(upTo); zone >= 0 && got < pages; zone = oldest(upTo)) {
            got += takeOldest(by, zones[zone], cpu);
        }
        return got;
    }

    private long takeOldest(Reclaimer by, Zone zone, int cpu) {
        long pages = holdings.reclaim(zone.inactive().oldest(), cpu);
        zone.inactive().countReclaimed(by, pages);
        return pages;
    }

    /** Index of the zone with the oldest block, or -1. Grants count up, and may wrap around. */
    private int oldest(int upTo) {
        int best = -1;
        for (int i = 0; i <= upTo; i++) {
            boolean older =
                    zones[i].inactive().oldest() != NO_FRAME && (best < 0 || oldestGrant(i) - oldestGrant(best) < 0);
            best = older ? i : best;
        }
        return best;
    }

    private int oldestGrant(int zone) {
        int frame = zones[zone].inactive().oldest();
        return map.grantOf(frame);
    }

    /** One cluster for a request that found every zone below its min mark. */
    ReclaimAnswer direct(int order, ZoneType highest, List<ZoneType> tried, int allocFlags, int pages, int cpu) {
        long got = reclaim(Reclaimer.DIRECT, highest.ordinal(), pages, cpu);
        boolean mayHelp = tried.stream().anyMatch(type -> zones[type.ordinal()].wouldAdmit(order, highest, allocFlags));
        boolean highAtomic = tried.stream().anyMatch(type -> zones[type.ordinal()].highAtomicPages() > 0);
        return new ReclaimAnswer(got, mayHelp, highAtomic);
    }

    /**
     * {@code node_reclaim}: a zone failed its mark and the walk's gates allow to look for pages here first. Nothing is
     * done unless more of the node is page cache than {@code min_unmapped_ratio} leaves alone. The pages of the answer
     * that is being made are spared.
     *
     * @return whether the zone may serve now
     */
    boolean forZone(Zone zone, ZoneRequest request, int flags) {
        int upTo = request.highestZone().ordinal();
        if (reclaimable() <= minUnmapped() || isOfThisAnswer(request, oldest(upTo))) {
            return false;
        }
        long wanted = Math.max(CLUSTER, 1L << request.order());
        long got = 0;
        for (int from = oldest(upTo); got < wanted && !isOfThisAnswer(request, from); from = oldest(upTo)) {
            got += takeOldest(Reclaimer.NODE, zones[from], request.cpu());
        }
        forRequests += got;
        return zone.admitsReclaimed(request.order(), request.highestZone(), flags);
    }

    private boolean isOfThisAnswer(ZoneRequest request, int zone) {
        return zone < 0 || (request.reclaimable() && oldestGrant(zone) == request.grant());
    }

    private long minUnmapped() {
        long pages = 0;
        for (Zone zone : zones) {
            pages += zone.managed() / MIN_UNMAPPED_DIVISOR;
        }
        return pages;
    }
}
