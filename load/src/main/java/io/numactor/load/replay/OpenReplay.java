package io.numactor.load.replay;

import io.numactor.load.trace.Trace;
import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.alloc.PageRuns;
import io.numactor.mm.alloc.ReclaimAnswer;
import io.numactor.mm.alloc.ZoneRequest;
import io.numactor.mm.node.PgData;
import io.numactor.mm.policy.PolicyChoice;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zone.Block;
import io.numactor.mm.zone.Zone;
import io.numactor.mm.zonelist.WalkEffect;
import io.numactor.mm.zonelist.WalkPlan;
import io.numactor.mm.zonelist.ZonelistWalk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole allocator runs: the model makes its own placements, refills, drains and steals. From the trace come the
 * requests, the frees, when kswapd ran, and what left no event.
 */
final class OpenReplay {
    private static final int BULK_GFP = GfpFlags.GFP_KERNEL | GfpFlags.HIGHMEM | GfpFlags.ZERO;

    private final ReplayMachine machine;
    private final Trace trace;
    private final NextEvents next;
    private final Ledger ledger;
    private final Requests requests;
    private final AllocationStarts starts;
    private final PgData[] nodes;
    private final Zone[] zones;
    private final ModelPages pages;
    private final ModelReclaim reclaim;
    private final Score score;
    private final Causes causes;
    private final NumaTally numa = new NumaTally();
    private final FreeScanner scanner;
    private final IdleCpus idle;
    private int nextHidden;

    OpenReplay(
            ReplayMachine machine,
            Trace trace,
            Ledger ledger,
            RoundFinder rounds,
            Requests requests,
            Map<Integer, PgData> byNid) {
        this.machine = machine;
        this.trace = trace;
        next = ledger.next();
        this.ledger = ledger;
        this.requests = requests;
        starts = new AllocationStarts(trace, machine.cpus());
        nodes = machine.zones().stream().map(zone -> byNid.get(zone.nid())).toArray(PgData[]::new);
        zones = machine.zones().stream()
                .map(zone -> nodes[zone.index()].zone(zone.key().type()))
                .toArray(Zone[]::new);
        pages = new ModelPages(machine, nodes);
        reclaim = new ModelReclaim(machine, trace, zones, rounds);
        scanner = new FreeScanner(ledger.compaction().compactions(), this::isolate);
        idle = new IdleCpus(trace, machine.cpus());
        score = new Score(machine);
        causes = new Causes(machine, zones);
    }

    Score run() {
        for (int event = 0; event < trace.size(); event++) {
            reclaim.before(event);
            hidden(event);
            scanner.before(event);
            follow(event);
            if (idle.isIdleAfter(event)) {
                fold(trace.cpu(event));
            }
        }
        return score;
    }

    private void fold(int cpu) {
        for (Zone zone : zones) {
            zone.fold(cpu);
        }
    }

    private void follow(int event) {
        switch (trace.kind(event)) {
            case ZONE_LOCKED, EXTFRAG -> refill(event);
            case ALLOC -> {
                if (!starts.isEarly(event)) {
                    allocation(requests.of(event));
                }
            }
            case FREE -> {
                if (!RealZones.isLaterBatched(trace, next, event)) {
                    free(event);
                }
            }
            case FREE_BATCHED -> free(event);
            case KSWAPD_WAKE -> reclaim.wake(event);
            default -> requests.follow(event);
        }
    }

    private void refill(int event) {
        int allocation = starts.begunAt(event);
        if (allocation != AllocationStarts.NONE) {
            reclaim.setThresholds(starts.lastRefill(event));
            allocation(requests.of(allocation));
        }
    }

    private void free(int event) {
        if (machine.zoneOf(trace, event) != ReplayMachine.NO_ZONE) {
            pages.free(trace, event, ledger.compaction().isUnexplained(event));
        }
    }

    private void hidden(int event) {
        List<Hidden> all = ledger.hidden();
        while (nextHidden < all.size() && all.get(nextHidden).event() <= event) {
            Hidden one = all.get(nextHidden++);
            switch (one.kind()) {
                case BULK -> bulk(one);
                case DRAIN -> zones[one.zone()].drain(one.cpu(), one.pages(), one.byCpu());
                case DRAIN_ALL -> {
                    for (Zone zone : zones) {
                        zone.drainAll();
                    }
                }
            }
        }
    }

    private int isolate(int zone, int cpu, int most) {
        int order = Integer.numberOfTrailingZeros(Integer.highestOneBit(most));
        ZoneType type = machine.zone(zone).key().type();
        Optional<Block> taken = nodes[zone].isolate(type, order, cpu, StateBuilder.OWNER);
        taken.ifPresent(block -> pages.isolate(zone, block));
        return taken.map(block -> 1 << block.order()).orElse(0);
    }

    /** A bulk allocation: what it does not get at once comes page by page in the normal way. */
    private void bulk(Hidden bulk) {
        int here = machine.nodeOf(bulk.cpu());
        PolicyChoice choice = requests.bulkChoice(bulk.event(), bulk.cpu(), BULK_GFP);
        Request request = new Request(
                bulk.event(), bulk.cpu(), here, 0, BULK_GFP, machine.highestZone(BULK_GFP), choice, false, false);
        int done = 0;
        int[] walk = allowed(request);
        if (walk.length > 0) {
            PageRuns runs = bulkRuns(request, walk, bulk.pages());
            for (int run = 0; run < runs.size(); run++) {
                for (int i = 0; i < runs.blocks(run); i++) {
                    pages.map(bulk.pfns()[done++], runs.pfn(run) + i, 0);
                }
            }
        }
        while (done < bulk.pages()) {
            pages.map(bulk.pfns()[done++], allocate(request), 0);
        }
    }

    private int[] allowed(Request request) {
        return Arrays.stream(machine.walk(request))
                .filter(zone ->
                        request.choice().mask().contains(machine.zone(zone).nid()))
                .toArray();
    }

    private PageRuns bulkRuns(Request request, int[] walk, int count) {
        ZoneKey preferred = machine.zone(walk[0]).key();
        List<ZoneType> types = new ArrayList<>();
        for (int zone : walk) {
            if (machine.zone(zone).nid() == preferred.nid()) {
                types.add(machine.zone(zone).key().type());
            }
        }
        int flags = AllocFlags.WMARK_LOW | AllocFlags.KSWAPD;
        PageRuns runs = nodes[walk[0]].allocateBulk(zoneRequest(request, count, types, flags, preferred));
        if (runs.size() > 0) {
            reclaim.noteSteals(machine.zoneOf(runs.pfn(0)), request.event());
        }
        return runs;
    }

    private void allocation(Request request) {
        int event = request.event();
        long pfn = trace.pfn(event);
        long page = allocate(request);
        if (pfn == 0) {
            if (page != ModelPages.NO_PAGE) {
                giveBack(request, page);
            }
            return;
        }
        int real = machine.zoneOf(trace, event);
        if (real == ReplayMachine.NO_ZONE) {
            score.nowhere();
        } else if (page == ModelPages.NO_PAGE) {
            page = reclaimFrom(request, real);
            score.reclaimed();
        } else {
            int emulated = machine.zoneOf(page);
            score.placed(request, real, emulated, () -> causes.describe(request));
            if (real != emulated) {
                score.cause(causes.of(request, real, emulated));
            }
        }
        map(event, pfn, page, request.order());
    }

    /** The kernel's request failed, so this page was never handed out. */
    private void giveBack(Request request, long page) {
        int nid = machine.zone(machine.zoneOf(page)).nid();
        int preferred = machine.zone(machine.preferred(request)).nid();
        pages.free(page, request.order(), request.cpu());
        numa.count(nid, preferred, request.cpuNid(), request.choice().interleaveNid(), -1);
    }

    /** What is to be added to the statistics of the nodes. */
    NumaTally numa() {
        return numa;
    }

    /** What the lines before and after contradict is no page to remember, unless it is clear which one it really was. */
    private void map(int event, long pfn, long page, int order) {
        int standIn = ledger.contradictions().standIn(event);
        if (standIn != 0) {
            pages.map(standIn, page, order);
        } else if (!ledger.contradictions().contains(event) || pages.isFreed(pfn)) {
            pages.map(pfn, page, order);
        }
    }

    /** Free pages of each zone now. */
    List<Long> freePages() {
        return Arrays.stream(zones).map(Zone::exactFreePages).toList();
    }

    /** The kernel found a page by reclaiming memory, which is not modelled: it comes from the real zone. */
    private long reclaimFrom(Request request, int real) {
        List<ZoneType> zone = List.of(machine.zone(real).key().type());
        int preferred = machine.preferred(request);
        ZoneKey against = machine.zone(preferred == ReplayMachine.NO_ZONE ? real : preferred)
                .key();
        return nodes[real].tryOne(zoneRequest(request, 1, zone, AllocFlags.NO_WATERMARKS, against));
    }

    /** The model's own placement; {@link ModelPages#NO_PAGE} where reclaim would begin. */
    private long allocate(Request request) {
        WalkPlan plan = WalkPlan.of(
                        request.gfp(),
                        request.order(),
                        1,
                        machine.lists(request.choice().startNid()),
                        machine.onlineNodes())
                .withAllowed(request.choice().mask())
                .withOomVictim(request.oomVictim());
        ZonelistWalk walk = request.reclaimed() ? ZonelistWalk.afterReclaim(plan) : ZonelistWalk.start(plan);
        WalkEffect effect = walk.next();
        while (!(effect instanceof WalkEffect.Failed)) {
            if (effect instanceof WalkEffect.TryZones step) {
                long page = tryZones(request, step, walk.preferred());
                if (page >= 0) {
                    reclaim.noteSteals(machine.zoneOf(page), request.event());
                    return page;
                }
                walk.answered(0);
            } else if (effect instanceof WalkEffect.Reclaim) {
                walk.reclaimed(ReclaimAnswer.NOTHING); // what the real kernel reclaimed is an input
            }
            effect = walk.next();
        }
        return ModelPages.NO_PAGE;
    }

    private long tryZones(Request request, WalkEffect.TryZones step, ZoneKey preferred) {
        PgData node = nodes[machine.index(step.nid(), step.zones().get(0))];
        return node.tryOne(zoneRequest(request, 1, step.zones(), step.allocFlags(), preferred));
    }

    private ZoneRequest zoneRequest(
            Request request, int count, List<ZoneType> types, int allocFlags, ZoneKey preferred) {
        return new ZoneRequest(
                StateBuilder.OWNER,
                0,
                request.cpu(),
                request.cpuNid(),
                request.order(),
                count,
                request.gfp(),
                allocFlags,
                GfpFlags.migrateType(request.gfp()),
                request.highestZone(),
                types,
                preferred,
                request.choice().interleaveNid(),
                false);
    }
}
