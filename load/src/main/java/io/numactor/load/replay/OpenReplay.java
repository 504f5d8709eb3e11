package io.numactor.load.replay;

import io.numactor.load.trace.Trace;
import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.alloc.PageRuns;
import io.numactor.mm.alloc.ZoneRequest;
import io.numactor.mm.node.PgData;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.policy.PolicyChoice;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.zone.Zone;
import io.numactor.mm.zone.ZoneKey;
import io.numactor.mm.zone.ZoneType;
import io.numactor.mm.zonelist.SlowPathFlags;
import io.numactor.mm.zonelist.WalkEffect;
import io.numactor.mm.zonelist.WalkPlan;
import io.numactor.mm.zonelist.ZonelistWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The whole allocator runs: the model makes its own placements, refills, drains and steals. From the trace come the
 * requests, the frees, when kswapd ran, and what left no event. Real pages are known by the model's pages that stand for
 * them.
 */
final class OpenReplay {
    private static final int UNTOUCHED = -1;
    private static final int NOT_IN_USE = -2;
    private static final long NO_PAGE = -1;

    private record Drop(int event, int zone) {}

    private final ReplayMachine machine;
    private final Trace trace;
    private final NextEvents next;
    private final Ledger ledger;
    private final Requests requests;
    private final List<Round> rounds;
    private final BoostTimes boostTimes;
    private final Map<Integer, PgData> nodes;
    private final Zone[] zones;
    private final long[] stealsSeen;
    private final PfnInts standsFor = new PfnInts(UNTOUCHED);
    private final PriorityQueue<Drop> drops = new PriorityQueue<>((a, b) -> Integer.compare(a.event, b.event));
    private final List<Round> running = new ArrayList<>();
    private final List<List<Long>> isolated = new ArrayList<>();
    private int nextRound;
    private int nextHidden;
    long choices; long zoneRight; long nodeRight; long reclaimed; long lostFrees; List<String> wrong = new ArrayList<>();
    long[][] confusion;

    OpenReplay(
            ReplayMachine machine,
            Trace trace,
            NextEvents next,
            Ledger ledger,
            Requests requests,
            List<Round> rounds,
            BoostTimes boostTimes,
            Map<Integer, PgData> nodes) {
        this.machine = machine;
        this.trace = trace;
        this.next = next;
        this.ledger = ledger;
        this.requests = requests;
        this.rounds = rounds;
        this.boostTimes = boostTimes;
        this.nodes = nodes;
        zones = machine.zones().stream()
                .map(zone -> nodes.get(zone.nid()).zone(zone.key().type()))
                .toArray(Zone[]::new);
        stealsSeen = new long[zones.length];
        confusion = new long[zones.length][zones.length + 1];
        machine.zones().forEach(zone -> isolated.add(new ArrayList<>()));
    }

    RealZones realZones; long pfnRight; long pfnWrong;
    int[][] real;
    int nh2;
    void sets(int e) {
        if (real == null) { real = new int[zones.length][machine.cpus()]; for (ReplayZone z : machine.zones()) z.found().pagesets().forEach((c, p) -> real[z.index()][c] = (int) p.count()); }
        while (nh2 < ledger.hidden().size() && ledger.hidden().get(nh2).event() <= e) { Hidden h = ledger.hidden().get(nh2++); if (h.kind() == Hidden.Kind.BULK) real[h.zone()][h.cpu()] -= h.pages(); if (h.kind() == Hidden.Kind.DRAIN) { real[h.zone()][h.cpu()] -= h.pages(); real[h.zone()][h.byCpu()] += h.pages(); } }
        var k = trace.kind(e); int z = trace.pfn(e) == 0 ? -1 : machine.zoneOf(trace.pfn(e)); int o = trace.order(e); int c = trace.cpu(e);
        if (z >= 0) {
            if (k == io.numactor.load.trace.EventKind.ZONE_LOCKED && RealZones.isCached(o, trace.type(e))) real[z][c] += 1 << o;
            if (k == io.numactor.load.trace.EventKind.ALLOC && RealZones.isCached(o, 0)) real[z][c] -= 1 << o;
            if ((k == io.numactor.load.trace.EventKind.FREE && !RealZones.isLaterBatched(trace, next, e) || k == io.numactor.load.trace.EventKind.FREE_BATCHED) && RealZones.isCached(o, 0)) real[z][c] += 1 << o;
            if (k == io.numactor.load.trace.EventKind.PCPU_DRAIN) real[z][c] -= 1 << o;
        }
        if (e % Integer.getInteger("every", 5000) == 0) {
            StringBuilder b = new StringBuilder("SETS " + e);
            for (ReplayZone q : machine.zones()) { b.append(" " + q.key() + " free " + zones[q.index()].exactFreePages() + "/" + realZones.free(q.index()).exact() + " sets"); for (int i = 0; i < machine.cpus(); i++) b.append(" " + zones[q.index()].pagesetCount(i) + "/" + real[q.index()][i]); }
            System.out.println(b);
        }
    }

    void run() {
        for (int event = 0; event < trace.size(); event++) {
            if (realZones != null) realZones.follow(event);
            if (realZones != null) sets(event);
            endRounds(event);
            dropBoosts(event);
            hidden(event);
            follow(event);
        }
    }

    private void follow(int event) {
        switch (trace.kind(event)) {
            case ALLOC -> allocation(requests.of(event));
            case FREE -> {
                if (!RealZones.isLaterBatched(trace, next, event)) {
                    free(event);
                }
            }
            case FREE_BATCHED -> free(event);
            case KSWAPD_WAKE -> begin(event);
            case KSWAPD_SLEEP -> setPressure(trace.argument(event), false);
            default -> requests.follow(event);
        }
    }

    private void begin(int event) {
        setPressure(trace.argument(event), true);
        while (nextRound < rounds.size() && rounds.get(nextRound).begin() <= event) {
            Round round = rounds.get(nextRound++);
            running.add(round);
            setReclaim(round, true);
        }
    }

    private void endRounds(int event) {
        for (int i = running.size() - 1; i >= 0; i--) {
            if (running.get(i).end() <= event) {
                setReclaim(running.remove(i), false);
            }
        }
    }

    private void setReclaim(Round round, boolean active) {
        for (ReplayZone zone : machine.zones()) {
            if (zone.nid() == round.nid() && zone.key().type().ordinal() <= round.highest()) {
                zones[zone.index()].setReclaimActive(active);
            }
        }
    }

    private void setPressure(int nid, boolean pressure) {
        for (ReplayZone zone : machine.zones()) {
            if (zone.nid() == nid) {
                zones[zone.index()].setStatThreshold(pressure ? zone.pressureThreshold() : zone.threshold());
            }
        }
    }

    private void dropBoosts(int event) {
        while (!drops.isEmpty() && drops.peek().event <= event) {
            zones[drops.poll().zone].dropBoost(512);
        }
    }

    private void noteSteals(int zone, int event) {
        long steals = zones[zone].fragmentingSteals();
        while (stealsSeen[zone] < steals) {
            stealsSeen[zone]++;
            drops.add(new Drop(boostTimes.dropOf(zone, event), zone));
        }
    }

    private void hidden(int event) {
        List<Hidden> all = ledger.hidden();
        while (nextHidden < all.size() && all.get(nextHidden).event() <= event) {
            Hidden one = all.get(nextHidden++);
            switch (one.kind()) {
                case BULK -> bulk(one);
                case DRAIN -> zones[one.zone()].drain(one.cpu(), one.pages(), one.byCpu());
                case DRAIN_ALL -> nodes.values().forEach(PgData::drainAll);
                case COMPACTION -> isolate(one);
            }
        }
    }

    private void bulk(Hidden hidden) {
        int left = hidden.pages();
        int done = 0;
        int cpuNode = machine.nodeOf(hidden.cpu());
        PolicyChoice choice = new PolicyChoice(cpuNode, NodeMask.ALL, -1, 0, false);
        int gfp = GfpFlags.GFP_KERNEL | GfpFlags.HIGHMEM | GfpFlags.ZERO;
        Request request = new Request(hidden.event(), hidden.cpu(), cpuNode, 0, gfp, choice, false);
        int[] walk = machine.walk(cpuNode, false, request.highestZone());
        if (walk.length > 0) {
            ZoneKey preferred = machine.zone(walk[0]).key();
            List<ZoneType> types = new ArrayList<>();
            for (int zone : walk) {
                if (machine.zone(zone).nid() == preferred.nid()) {
                    types.add(machine.zone(zone).key().type());
                }
            }
            int flags = AllocFlags.WMARK_LOW | AllocFlags.KSWAPD;
            PageRuns runs = nodes.get(preferred.nid())
                    .allocateBulk(zoneRequest(request, left, types, flags, preferred));
            for (int run = 0; run < runs.size(); run++) {
                for (int i = 0; i < runs.blocks(run); i++) {
                    standsFor.set(hidden.pfns()[done++], (int) (runs.pfn(run) + i));
                }
                noteSteals(machine.index(preferred.nid(), runs.zone(run)), hidden.event());
            }
            left -= runs.totalBlocks();
        }
        while (done < hidden.pages()) {
            long page = allocate(request);
            standsFor.set(hidden.pfns()[done++], page == NO_PAGE ? NOT_IN_USE : (int) page);
        }
    }

    private void isolate(Hidden compaction) {
        ReplayZone zone = machine.zone(compaction.zone());
        PgData node = nodes.get(zone.nid());
        for (int i = 0; i < compaction.pages(); i++) {
            long page = node.isolate(zone.key().type(), compaction.cpu(), StateBuilder.OWNER);
            if (page >= 0) {
                isolated.get(compaction.zone()).add(page);
            }
        }
        noteSteals(compaction.zone(), compaction.event());
    }

    private void allocation(Request request) {
        int event = request.event();
        long pfn = trace.pfn(event);
        long page = allocate(request);
        if (pfn == 0) {
            if (page != NO_PAGE) {
                free(page, request.order(), request.cpu());
            }
            return;
        }
        int found = machine.zoneOf(pfn);
        if (page == NO_PAGE) {
            page = reclaim(request, found);
            reclaimed++;
            if (Boolean.getBoolean("rec")) {
                StringBuilder b = new StringBuilder("RECL " + event + " task " + trace.task(event) + (request.reclaimed() ? " R " : " ") + GfpFlags.format(request.gfp()) + " found " + machine.zone(found).key());
                for (int z : machine.walk(request.choice().startNid(), GfpFlags.isThisNode(request.gfp()), request.highestZone())) b.append(" " + machine.zone(z).key() + " free " + zones[z].freePages() + " boost " + zones[z].boost() + " min " + machine.zone(z).params().watermarks().min() + " real " + (realZones == null ? "" : realZones.free(z).value() + "+" + realZones.marks(z).boost()));
                System.out.println(b);
            }
        } else {
            compare(request, machine.zoneOf(page), found);
            if (page == pfn) pfnRight++; else if (pfnWrong++ < Integer.getInteger("pfns", 0)) System.out.println("PFN " + event + " cpu " + request.cpu() + " order " + request.order() + " type " + trace.type(event) + " real " + Long.toHexString(pfn) + " model " + Long.toHexString(page));
        }
        int standIn = ledger.contradictions().standIn(event);
        if (standIn != 0 || !ledger.contradictions().contains(event) || standsFor.get(pfn) == NOT_IN_USE) {
            map(standIn != 0 ? standIn : pfn, page, request.order());
        }
    }

    private void map(long real, long page, int order) {
        for (int i = 0; i < 1 << order; i++) {
            standsFor.set(real + i, page == NO_PAGE ? NOT_IN_USE : (int) (page + i));
        }
    }

    private void compare(Request request, int picked, int found) {
        choices++;
        confusion[found][picked]++;
        if (picked == found) {
            zoneRight++;
            nodeRight++;
            return;
        }
        if (machine.zone(picked).nid() == machine.zone(found).nid()) nodeRight++;
        if (wrong.size() < 100000) {
            StringBuilder b = new StringBuilder("event " + request.event() + " cpu " + request.cpu() + " task "+trace.task(request.event())+" order " + request.order() + " " + GfpFlags.format(request.gfp()) + " start " + request.choice().startNid()+ (request.reclaimed()?" RECLAIMED":"") + " found " + machine.zone(found).key() + " picked " + machine.zone(picked).key() + ":");
            for (int z : machine.walk(request.choice().startNid(), GfpFlags.isThisNode(request.gfp()), request.highestZone())) b.append(" " + machine.zone(z).key() + " free " + zones[z].freePages() + " boost " + zones[z].boost() + " low " + machine.zone(z).params().watermarks().low());
            wrong.add(b.toString());
        }
    }

    /** The kernel found a page by reclaiming memory, which is not modelled: it comes from the real zone. */
    private long reclaim(Request request, int found) {
        ReplayZone zone = machine.zone(found);
        ZoneKey key = zone.key();
        return nodes.get(key.nid())
                .tryOne(zoneRequest(request, 1, List.of(key.type()), AllocFlags.NO_WATERMARKS, key));
    }

    private long allocate(Request request) {
        NodeMask mask = request.choice().mask();
        WalkPlan plan = new WalkPlan(
                request.gfp(),
                request.order(),
                1,
                machine.lists(request.choice().startNid()),
                mask,
                machine.onlineNodes(),
                NodeMask.EMPTY);
        ZonelistWalk walk = request.reclaimed() ? ZonelistWalk.afterReclaim(plan) : ZonelistWalk.start(plan);
        WalkEffect effect = walk.next();
        while (!(effect instanceof WalkEffect.Failed)) {
            if (effect instanceof WalkEffect.TryZones step) {
                long page = nodes.get(step.nid())
                        .tryOne(zoneRequest(request, 1, step.zones(), step.allocFlags(), walk.preferred()));
                if (page >= 0) {
                    noteSteals(machine.zoneOf(page), request.event());
                    return page;
                }
                walk.answered(0);
            }
            effect = walk.next();
        }
        return NO_PAGE;
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

    private void free(int event) {
        long pfn = trace.pfn(event);
        int order = trace.order(event);
        int cpu = trace.cpu(event);
        long head = ledger.compaction().isUnexplained(event) ? isolatedPage(pfn) : modelPage(pfn);
        if (order > 0 && head >= 0 && isWhole(pfn, head, order)) {
            free(head, order, cpu);
        } else {
            for (int i = 0; i < 1 << order; i++) {
                long page = i == 0 ? head : modelPage(pfn + i);
                if (page >= 0) {
                    free(page, 0, cpu);
                } else {
                    lostFrees++;
                }
            }
        }
        for (int i = 0; i < 1 << order; i++) {
            standsFor.set(pfn + i, NOT_IN_USE);
        }
    }

    /** The page of the model that stands for a real one, or a negative number. */
    private long modelPage(long real) {
        int page = standsFor.get(real);
        return page == UNTOUCHED ? real : page;
    }

    /** One of the free pages that compaction took; a negative number when none is left. */
    private long isolatedPage(long real) {
        int zone = machine.zoneOf(real);
        List<Long> taken = zone == ReplayMachine.NO_ZONE ? List.of() : isolated.get(zone);
        return taken.isEmpty() ? NO_PAGE : taken.remove(taken.size() - 1);
    }

    private boolean isWhole(long real, long head, int order) {
        for (int i = 1; i < 1 << order; i++) {
            int page = standsFor.get(real + i);
            if ((page == UNTOUCHED ? real + i : page) != head + i) {
                return false;
            }
        }
        PgData node = node(head);
        return node != null && (head & (1L << order) - 1) == 0 && node.split(head, order) == order;
    }

    private @org.jspecify.annotations.Nullable PgData node(long page) {
        int zone = machine.zoneOf(page);
        return zone == ReplayMachine.NO_ZONE ? null : nodes.get(machine.zone(zone).nid());
    }

    private void free(long page, int order, int cpu) {
        PgData node = node(page);
        if (node == null || node.split(page, order) != order) {
            lostFrees++;
            return;
        }
        if (node.free(StateBuilder.OWNER, page, order, 0, cpu) != io.numactor.mm.alloc.FreeOutcome.FREED) lostFrees++;
    }
}
