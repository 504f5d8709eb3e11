package io.numactor.load.replay;

import io.numactor.load.trace.EventKind;
import io.numactor.load.trace.Trace;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows the real pages through the trace, from free lists to pagesets to use and back, and finds what happened
 * without an event: pages that left a pageset without having been handed out (bulk allocations), drains that no free
 * caused, free pages that compaction took. Also notes, for every page, what its first event says it was before.
 */
final class Ledger {
    /** Lists of one pageset: orders 0 to 3 by type, then order 9 for Movable and for the others. */
    static final int LISTS = 14;

    private static final int IN_USE = 1;
    private static final int FREE = 2;
    private static final int UNKNOWN = 0;

    private final ReplayMachine machine;
    private final Trace trace;
    private final NextEvents next;
    private final PageLists lists;
    private final PfnInts state = new PfnInts(UNKNOWN);
    private final PfnInts putAt = new PfnInts(0);
    private final BitSet refilled = new BitSet();
    private final List<Hidden> hidden = new ArrayList<>();
    private final List<Integer> firsts = new ArrayList<>();
    private final BitSet contradictions = new BitSet();
    private final int[][] orphanPlacements;
    private final PfnInts standIns = new PfnInts(0);
    private final int[] lastFreeZone;
    private final Drain[] drains;
    private final int[][] room;
    private final int[] allocations;
    private final int[] freeFactors;
    private final PfnInts blockTypes = new PfnInts(0);
    private final Map<Long, Integer> exactTypes = new HashMap<>();
    private final BitSet unexplained = new BitSet();
    private final Set<Integer> reclaimed = new HashSet<>();
    private final PfnInts owners = new PfnInts(-1);
    private final int[] compacting;
    private final int[] migrated;
    private final int[] unexplainedFrees;

    Ledger(ReplayMachine machine, Trace trace, NextEvents next) {
        this.machine = machine;
        this.trace = trace;
        this.next = next;
        int zones = machine.zones().size();
        int cpus = machine.cpus();
        lists = new PageLists(zones * cpus * LISTS);
        orphanPlacements = new int[cpus * LISTS][];
        lastFreeZone = filled(cpus);
        drains = new Drain[cpus];
        Arrays.setAll(drains, cpu -> new Drain(cpus));
        allocations = new int[zones * cpus];
        freeFactors = filled(zones * cpus);
        room = new int[zones][cpus];
        for (ReplayZone zone : machine.zones()) {
            zone.found().pagesets().forEach((cpu, pageset) -> room[zone.index()][cpu] = (int) pageset.count());
        }
        compacting = filled(zones);
        migrated = new int[zones];
        unexplainedFrees = new int[zones];
    }

    private static int[] filled(int length) {
        int[] all = new int[length];
        Arrays.fill(all, -1);
        return all;
    }

    void run() {
        for (int event = 0; event < trace.size(); event++) {
            follow(event);
        }
        for (int cpu = 0; cpu < machine.cpus(); cpu++) {
            endDrain(cpu);
        }
        Collections.sort(hidden, Comparator.comparingInt(Hidden::event));
    }

    List<Hidden> hidden() {
        return hidden;
    }

    /** Events that were the first of their page, in order. */
    List<Integer> firsts() {
        return firsts;
    }

    /** Whether an allocation names a page that, by all other events, it cannot have got. */
    boolean contradicts(int event) {
        return contradictions.get(event);
    }

    static int list(int order, int type) {
        int pcpType = type < MigrateType.PCP_TYPES ? type : MigrateType.MOVABLE.ordinal();
        if (order == MemMap.PAGEBLOCK_ORDER) {
            return pcpType == MigrateType.MOVABLE.ordinal() ? LISTS - 1 : LISTS - 2;
        }
        return order * MigrateType.PCP_TYPES + pcpType;
    }

    private int setList(int zone, int cpu, int order, int type) {
        return (zone * machine.cpus() + cpu) * LISTS + list(order, type);
    }

    /** Types of pageblocks, by number, that show where a freed page went, unless they were stolen from before. */
    Map<Long, Integer> exactTypes() {
        return exactTypes;
    }

    /** A pageblock that is stolen from may change its type: what it shows later is not what it was at first. */
    private void stolen(int event) {
        long last = trace.pfn(event) + (1L << trace.order(event)) - 1;
        for (long block = trace.pfn(event) >>> MemMap.PAGEBLOCK_ORDER;
                block <= last >>> MemMap.PAGEBLOCK_ORDER;
                block++) {
            exactTypes.putIfAbsent(block, trace.type(event));
        }
    }

    private void follow(int event) {
        EventKind kind = trace.kind(event);
        int cpu = trace.cpu(event);
        if (kind != EventKind.PCPU_DRAIN) {
            endDrain(cpu);
        }
        long pfn = trace.pfn(event);
        int zone = pfn == 0 ? ReplayMachine.NO_ZONE : machine.zoneOf(pfn);
        if (zone != ReplayMachine.NO_ZONE) {
            switch (kind) {
                case ZONE_LOCKED -> locked(event, zone, cpu, pfn);
                case ALLOC -> allocated(event, zone, cpu, pfn);
                case FREE -> freed(event, zone, cpu, pfn, RealZones.isLaterBatched(trace, next, event));
                case FREE_BATCHED -> freed(event, zone, cpu, pfn, false);
                case PCPU_DRAIN -> drained(event, zone, cpu, pfn);
                case COMPACTION_BEGIN -> compacting[zone] = event;
                case COMPACTION_END -> compacted(zone, cpu);
                default -> {}
            }
        }
        switch (kind) {
            case MIGRATE -> migrated(event);
            case EXTFRAG -> stolen(event);
            case RECLAIM_END -> reclaimed.add(trace.task(event));
            case RECLAIM_BEGIN -> reclaimed.remove(trace.task(event));
            case ALLOC -> served(event);
            default -> {}
        }
        if (kind != EventKind.FREE && kind != EventKind.FREE_BATCHED && kind != EventKind.PCPU_DRAIN) {
            lastFreeZone[cpu] = -1;
        }
    }

    /** The task has its page, so it is past the point where it drained all pagesets because reclaim had not helped. */
    private void served(int event) {
        if (!reclaimed.isEmpty() && !trace.inInterrupt(event)) {
            reclaimed.remove(trace.task(event));
        }
    }

    /** Marks all pages of a block; notes the event if it is the first of any of them. */
    private void become(int event, long pfn, int order, int what) {
        boolean first = false;
        for (long page = pfn; page < pfn + (1L << order); page++) {
            first |= state.get(page) == UNKNOWN;
            state.set(page, what);
        }
        if (first) {
            firsts.add(event);
        }
    }

    private void locked(int event, int zone, int cpu, long pfn) {
        int order = trace.order(event);
        blockTypes.set(pfn >>> MemMap.PAGEBLOCK_ORDER, trace.type(event));
        unlist(pfn);
        become(event, pfn, order, IN_USE);
        if (RealZones.isCached(order, trace.type(event))) {
            int list = setList(zone, cpu, order, trace.type(event));
            lists.addTail(list, pfn);
            putAt.set(pfn, event);
            refilled.set(list);
        }
    }

    private void unlist(long pfn) {
        if (lists.listOf(pfn) != PageLists.NO_LIST) {
            lists.remove(pfn);
        }
    }

    private void allocated(int event, int zone, int cpu, long pfn) {
        int order = trace.order(event);
        if (!RealZones.isCached(order, trace.type(event))) {
            become(event, pfn, order, IN_USE);
            return;
        }
        int list = setList(zone, cpu, order, trace.type(event));
        int on = lists.listOf(pfn);
        boolean unheardOf =
                state.get(pfn) == UNKNOWN && !refilled.get(list) && room[zone][cpu] >= 1 << order;
        boolean sameSet = on != PageLists.NO_LIST && on / LISTS == list / LISTS;
        if (!isFreedNext(event) || !(sameSet || unheardOf)) {
            contradicts(event, cpu, order);
            return;
        }
        allocations[list / LISTS]++;
        room[zone][cpu] -= unheardOf ? 1 << order : 0;
        if (on == list) {
            passOver(event, zone, cpu, list, pfn);
            lists.remove(pfn);
            if (trace.kind(putAt.get(pfn)) != EventKind.ZONE_LOCKED) {
                exactTypes.putIfAbsent(pfn >>> MemMap.PAGEBLOCK_ORDER, trace.type(event));
            }
        } else if (sameSet) {
            lists.remove(pfn);
        }
        become(event, pfn, order, IN_USE);
    }

    /** A page handed out is freed some time, or never: anything else cannot be next. */
    private boolean isFreedNext(int event) {
        int later = next.after(event);
        return later == NextEvents.NONE || trace.kind(later) == EventKind.FREE;
    }

    private void contradicts(int event, int cpu, int order) {
        contradictions.set(event);
        int slot = cpu * LISTS + list(order, trace.type(event));
        orphanPlacements[slot] = appended(orphanPlacements[slot], event);
    }

    private static int[] appended(int[] events, int event) {
        int[] longer = events == null ? new int[1] : Arrays.copyOf(events, events.length + 1);
        longer[longer.length - 1] = event;
        return longer;
    }

    /** Pages before this one on its list: those that no later event accounts for were taken in bulk. */
    private void passOver(int event, int zone, int cpu, int list, long pfn) {
        List<Long> taken = new ArrayList<>();
        for (int page = lists.head(list); page != (int) pfn; ) {
            int after = lists.next(page);
            if (wasTaken(page)) {
                lists.remove(page);
                if (!standsIn(cpu, list, page)) {
                    taken.add((long) page);
                }
            }
            page = after;
        }
        bulk(event, zone, cpu, taken);
    }

    /** Whether the page left its list without an event: what comes next is a free, or nothing. */
    private boolean wasTaken(long pfn) {
        int later = next.after(putAt.get(pfn));
        return later == NextEvents.NONE
                || trace.kind(later) == EventKind.FREE || trace.kind(later) == EventKind.FREE_BATCHED;
    }

    /** A page that is missing where an allocation named an impossible one is the page that this one really got. */
    private boolean standsIn(int cpu, int list, long pfn) {
        int slot = cpu * LISTS + list % LISTS;
        int[] orphans = orphanPlacements[slot];
        if (orphans == null || orphans.length == 0) {
            return false;
        }
        standIns.set(orphans[0], (int) pfn);
        orphanPlacements[slot] = Arrays.copyOfRange(orphans, 1, orphans.length);
        return true;
    }

    /** The page that an allocation which contradicts the other events really got; 0 when that is not known. */
    int standIn(int event) {
        return standIns.get(event);
    }

    private void bulk(int event, int zone, int cpu, List<Long> pfns) {
        if (!pfns.isEmpty()) {
            long[] pages = pfns.stream().mapToLong(Long::longValue).toArray();
            hidden.add(new Hidden(event, Hidden.Kind.BULK, zone, cpu, cpu, pages, pages.length));
        }
    }

    private void freed(int event, int zone, int cpu, long pfn, boolean laterBatched) {
        int order = trace.order(event);
        if (laterBatched) {
            return;
        }
        int on = lists.listOf(pfn);
        if (on != PageLists.NO_LIST) {
            lists.remove(pfn);
            int ownCpu = on / LISTS % machine.cpus();
            if (!standsIn(ownCpu, on, pfn)) {
                bulk(afterRefill(putAt.get(pfn)), zone, ownCpu, List.of(pfn));
            }
        } else if (state.get(pfn) == FREE) {
            unexplained.set(event);
            unexplainedFrees[zone] += compacting[zone] >= 0 ? 1 << order : 0;
        }
        judgeFreeFactor(event, zone, cpu, order);
        lastFreeZone[cpu] = zone;
        if (!RealZones.isCached(order, 0)) {
            become(event, pfn, order, FREE);
            return;
        }
        become(event, pfn, order, IN_USE);
        lists.addHead(setList(zone, cpu, order, listType(event)), pfn);
        putAt.set(pfn, event);
    }

    /** Whether the page of a free was free already by all other events: compaction had taken it. */
    boolean isUnexplained(int event) {
        return unexplained.get(event);
    }

    /**
     * Only a set that drained lately empties itself on the first free of a higher order; where the trace begins with
     * such a free, it shows that, and each allocation since has halved what it shows.
     */
    private void judgeFreeFactor(int event, int zone, int cpu, int order) {
        int set = zone * machine.cpus() + cpu;
        if (order >= 1 && order <= 3 && freeFactors[set] < 0) {
            boolean drains = allocations[set] <= 2 && isDrain(following(event), zone);
            freeFactors[set] = drains ? 1 << allocations[set] : 0;
        }
    }

    private int following(int event) {
        int later = event + 1;
        while (later < trace.size() && trace.cpu(later) != trace.cpu(event)) {
            later++;
        }
        return later;
    }

    private boolean isDrain(int event, int zone) {
        return event < trace.size()
                && trace.kind(event) == EventKind.PCPU_DRAIN
                && machine.zoneOf(trace.pfn(event)) == zone;
    }

    /** By how much the set's drains were enlarged when the trace began. */
    int freeFactor(int zone, int cpu) {
        return Math.max(0, freeFactors[zone * machine.cpus() + cpu]);
    }

    /** The first event of the CPU behind the refill that brought the page. */
    private int afterRefill(int put) {
        int event = put + 1;
        while (event < trace.size()
                && (trace.cpu(event) != trace.cpu(put)
                        || trace.kind(event) == EventKind.ZONE_LOCKED
                        || trace.kind(event) == EventKind.EXTFRAG)) {
            event++;
        }
        return event;
    }

    /** The type of the list that a freed page goes to shows when it leaves again; else it is its pageblock's. */
    private int listType(int event) {
        int later = next.after(event);
        boolean leaves = later != NextEvents.NONE
                && (trace.kind(later) == EventKind.ALLOC || trace.kind(later) == EventKind.PCPU_DRAIN);
        return leaves ? trace.type(later) : blockTypes.get(trace.pfn(event) >>> MemMap.PAGEBLOCK_ORDER);
    }

    private void drained(int event, int zone, int cpu, long pfn) {
        int order = trace.order(event);
        blockTypes.set(pfn >>> MemMap.PAGEBLOCK_ORDER, trace.type(event));
        exactTypes.putIfAbsent(pfn >>> MemMap.PAGEBLOCK_ORDER, trace.type(event));
        Drain drain = drains[cpu];
        if (drain.zone != zone) {
            endDrain(cpu);
            freeFactors[zone * machine.cpus() + cpu] = Math.max(0, freeFactors[zone * machine.cpus() + cpu]);
            drain.begin(zone, event, lastFreeZone[cpu] == zone);
            drain.byReclaim = reclaimed.contains(trace.task(event));
        }
        int on = lists.listOf(pfn);
        if (on != PageLists.NO_LIST) {
            lists.remove(pfn);
            drain.pages[on / LISTS % machine.cpus()] += 1 << order;
        } else if (drain.byFree || state.get(pfn) != UNKNOWN) {
            room[zone][cpu] -= state.get(pfn) == UNKNOWN ? 1 << order : 0;
            drain.pages[cpu] += 1 << order;
        } else {
            drain.unknown.add(event);
            drain.unknownPages += 1 << order;
        }
        become(event, pfn, order, FREE);
    }

    private void endDrain(int cpu) {
        Drain drain = drains[cpu];
        if (drain.zone >= 0 && !drain.byFree) {
            for (int event : drain.unknown) {
                int owner = roomiest(drain, cpu);
                int pages = 1 << trace.order(event);
                owners.set(event, owner);
                room[drain.zone][owner] -= pages;
                drain.pages[owner] += pages;
                drain.unknownPages -= pages;
            }
            if (drain.byReclaim) {
                hidden.add(new Hidden(drain.first, Hidden.Kind.DRAIN_ALL, drain.zone, cpu, cpu, new long[0], 0));
            }
            for (int owner = 0; owner < drain.pages.length && !drain.byReclaim; owner++) {
                if (drain.pages[owner] > 0) {
                    hidden.add(new Hidden(
                            drain.first, Hidden.Kind.DRAIN, drain.zone, owner, cpu, new long[0], drain.pages[owner]));
                }
            }
        }
        drain.zone = -1;
    }

    /** Whose pageset pages that were there since before came from: the own one, or that with most pages unaccounted. */
    private int roomiest(Drain drain, int own) {
        int[] left = room[drain.zone];
        int best = own;
        for (int cpu = 0; cpu < left.length && left[own] < drain.unknownPages; cpu++) {
            best = left[cpu] > left[best] ? cpu : best;
        }
        return best;
    }

    /** The CPU whose pageset the page of a drain came from, where it was there since before the trace. */
    int ownerOf(int event) {
        int owner = owners.get(event);
        return owner < 0 ? trace.cpu(event) : owner;
    }

    /** Drains of one zone in a row on one CPU. */
    private static final class Drain {
        private final int[] pages;
        private final List<Integer> unknown = new ArrayList<>();
        private int unknownPages;
        private int zone = -1;
        private int first;
        private boolean byFree;
        private boolean byReclaim;

        Drain(int cpus) {
            pages = new int[cpus];
        }

        void begin(int ofZone, int event, boolean causedByFree) {
            zone = ofZone;
            first = event;
            byFree = causedByFree;
            Arrays.fill(pages, 0);
            unknown.clear();
            unknownPages = 0;
        }
    }

    private void migrated(int event) {
        for (int zone = 0; zone < compacting.length; zone++) {
            if (compacting[zone] >= 0 && trace.task(compacting[zone]) == trace.task(event)) {
                migrated[zone] += trace.argument(event);
            }
        }
    }

    /** Compaction took as many free pages as it migrated to and as were freed without ever having left the lists. */
    private void compacted(int zone, int cpu) {
        int pages = migrated[zone] + unexplainedFrees[zone];
        if (compacting[zone] >= 0 && pages > 0) {
            hidden.add(new Hidden(compacting[zone], Hidden.Kind.COMPACTION, zone, cpu, cpu, new long[0], pages));
        }
        compacting[zone] = -1;
        migrated[zone] = 0;
        unexplainedFrees[zone] = 0;
    }
}
