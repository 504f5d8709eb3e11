package io.numactor.mm.node;

import static io.numactor.mm.page.MemMap.NO_FRAME;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.PageRuns;
import io.numactor.mm.alloc.ZoneAnswer;
import io.numactor.mm.alloc.ZoneRequest;
import io.numactor.mm.alloc.ZoneSkip;
import io.numactor.mm.page.FrameState;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zone.Zone;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Serves requests from the zones of one node ({@code get_page_from_freelist}, 6.1): in each zone of the walk the
 * watermark test, then the block; what is handed out is booked and counted here.
 */
final class PageAllocator {
    private final int machineCpus;
    private final MemMap map;
    private final Holdings holdings;
    private final PageReclaim reclaim;
    private final Kswapd kswapd;
    private final Asked asked;
    private final SkipLog skips = new SkipLog();
    private final Map<ZoneKey, Long> foreign = new HashMap<>();

    PageAllocator(
            int nid, int machineCpus, MemMap map, Zone[] zones, Holdings holdings, PageReclaim reclaim, Kswapd kswapd) {
        this.machineCpus = machineCpus;
        this.map = map;
        this.holdings = holdings;
        this.reclaim = reclaim;
        this.kswapd = kswapd;
        asked = new Asked(nid, zones);
    }

    /** Allocations served here that preferred another zone, by that zone. */
    Map<ZoneKey, Long> foreign() {
        return foreign;
    }

    ZoneAnswer serve(ZoneRequest request) {
        read(request);
        PageRuns runs = new PageRuns(request.order());
        boolean served = true;
        long reclaimedBefore = reclaim.forRequests();
        while (served && runs.totalBlocks() < request.count()) {
            int frame = allocate();
            served = frame != NO_FRAME;
            if (served) {
                runs.add(map.pfn(frame), ZoneType.of(FrameState.zone(map.state(frame))));
            }
        }
        countForeign(runs.totalBlocks());
        return new ZoneAnswer(
                runs,
                served && !request.explain() ? List.of() : skips.describe(request),
                reclaim.forRequests() - reclaimedBefore,
                reclaim.reclaimable() > 0);
    }

    /** The pfn of one block, or -1. */
    long tryOne(ZoneRequest request) {
        long pfn = serveAgain(request);
        return pfn >= 0 ? pfn : serveOne(request);
    }

    private long serveOne(ZoneRequest request) {
        read(request);
        return served(allocate());
    }

    /** What mostly happens when the same request comes again: a block from the pageset; else -1. */
    private long serveAgain(ZoneRequest request) {
        return isRead(request) ? served(fromPageset()) : -1;
    }

    private long served(int frame) {
        if (frame == NO_FRAME) {
            return -1;
        }
        countForeign(1);
        return map.pfn(frame);
    }

    PageRuns serveBulk(ZoneRequest request) {
        read(request);
        PageRuns runs = new PageRuns(0);
        asked.zones()
                .filter(zone -> zone.admitsBulk(request.count(), request.highestZone(), request.allocFlags()))
                .findFirst()
                .ifPresent(zone -> takeBulk(zone, runs));
        countForeign(runs.totalBlocks());
        return runs;
    }

    private void takeBulk(Zone zone, PageRuns runs) {
        while (runs.totalBlocks() < asked.request.count()) {
            int frame = zone.rmqueue(asked.cpu, 0, asked.type, asked.flags);
            if (frame == NO_FRAME) {
                return;
            }
            handOut(zone, frame);
            runs.add(map.pfn(frame), zone.type());
        }
    }

    private void read(ZoneRequest request) {
        if (isRead(request)) {
            return;
        }
        check(request);
        asked.read(request);
        asked.owner = holdings.open(asked.ownerId);
        asked.abandoned = holdings.abandoned();
    }

    private boolean isRead(ZoneRequest request) {
        return asked.isRead(request) && holdings.stillOpen(asked.abandoned);
    }

    private void check(ZoneRequest request) {
        PgData.checkOrder(request.order());
        if (request.cpu() < 0 || request.cpu() >= machineCpus) {
            throw new IllegalArgumentException("CPU " + request.cpu() + " is not in 0.." + (machineCpus - 1));
        }
        if (request.count() < 1) {
            throw new IllegalArgumentException("count " + request.count() + " is not at least 1");
        }
    }

    private void countForeign(int served) {
        if (!asked.wanted && served > 0) {
            foreign.merge(asked.request.preferred(), (long) served, Long::sum);
        }
    }

    private int allocate() {
        skips.clear();
        int frame = fromPageset();
        return frame != NO_FRAME ? frame : walk();
    }

    /** What mostly happens: the first zone has plenty, and the CPU's pageset there has a page. */
    private int fromPageset() {
        int frame = asked.first.hasPlenty() ? asked.cached.take() : NO_FRAME;
        if (frame != NO_FRAME) {
            book(asked.first, frame, asked.granted);
        }
        return frame;
    }

    /** First without fragmenting the preferred zone, where the flags say so and it is here; then in any case. */
    private int walk() {
        int flags = asked.flags & ~AllocFlags.NOFRAGMENT;
        int frame = NO_FRAME;
        if (flags != asked.flags && asked.wanted) {
            frame = pass(asked.flags);
        }
        if (frame == NO_FRAME) {
            frame = pass(flags);
        }
        skips.count();
        return frame;
    }

    private int pass(int flags) {
        skips.clear();
        for (int i = 0; i < asked.zoneCount; i++) {
            Zone zone = asked.zones[i];
            int frame = fromZone(zone, flags);
            if (frame != NO_FRAME) {
                handOut(zone, frame);
                return frame;
            }
        }
        return NO_FRAME;
    }

    private int fromZone(Zone zone, int flags) {
        if (!zone.admits(asked.order, asked.highestZone, flags, asked.gfp) && !reclaims(zone, flags)) {
            skips.add(zone, zone.refusal(asked.order, asked.highestZone, flags));
            return NO_FRAME;
        }
        int frame = zone.rmqueue(asked.cpu, asked.order, asked.type, flags);
        if ((flags & AllocFlags.KSWAPD) != 0 && zone.takeBoosted()) {
            kswapd.wake(0, zone.type());
        }
        if (frame == NO_FRAME) {
            skips.add(zone, ZoneSkip.Reason.NO_BLOCK);
        }
        return frame;
    }

    private boolean reclaims(Zone zone, int flags) {
        return asked.request.nodeReclaim() && reclaim.forZone(zone, asked.request, flags);
    }

    private void handOut(Zone zone, int frame) {
        book(zone, frame, FrameState.allocated(asked.order, zone.index(), asked.type));
        if (asked.special) {
            setAside(zone, frame);
        }
    }

    private void book(Zone zone, int frame, int state) {
        holdings.give(frame, state, asked.pages, asked.owner, asked.grant);
        zone.countAllocated(asked.cell);
    }

    private void setAside(Zone zone, int frame) {
        if (asked.reclaimable) {
            holdings.mark(frame, asked.order, zone.index());
        }
        if ((asked.flags & AllocFlags.HIGHATOMIC) != 0) {
            zone.reserveHighAtomic(frame);
        }
    }
}
