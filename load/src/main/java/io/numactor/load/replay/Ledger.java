package io.numactor.load.replay;

import io.numactor.load.trace.EventKind;
import io.numactor.load.trace.Trace;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows the real pages through the trace, from free lists to pagesets to use and back, and finds what happened
 * without an event: pages that left a pageset without having been handed out (bulk allocations), drains that no free
 * caused, free pages that compaction took. Also notes which event was the first of a page: it says what it was before.
 */
final class Ledger {
    /** Lists of one pageset: orders 0 to 3 by type, then order 9 for Movable and for the others. */
    static final int LISTS = 14;

    private static final int UNKNOWN = 0;
    private static final int IN_USE = 1;
    private static final int FREE = 2;

    private final ReplayMachine machine;
    private final Trace trace;
    private final NextEvents next;
    private final PageLists lists;
    private final PfnInts state = new PfnInts(UNKNOWN);
    private final PfnInts putAt = new PfnInts(0);
    private final PfnInts lastTaken = new PfnInts(-1);
    private final PfnInts lastTypes = new PfnInts(0);
    private final Map<Long, Integer> exactTypes = new HashMap<>();
    private final BitSet refilled = new BitSet();
    private final List<Hidden> hidden = new ArrayList<>();
    private final List<Integer> firsts = new ArrayList<>();
    private final Contradictions contradictions;
    private final DrainLedger drains;
    private final CompactionLedger compaction;
    private final FreeFactors freeFactors;
    private BitSet doubted = new BitSet();

    private Ledger(ReplayMachine machine, Trace trace, NextEvents next) {
        this.machine = machine;
        this.trace = trace;
        this.next = next;
        int zones = machine.zones().size();
        lists = new PageLists(zones * machine.cpus() * LISTS);
        contradictions = new Contradictions(machine.cpus());
        drains = new DrainLedger(machine, trace, hidden);
        compaction = new CompactionLedger(zones, trace, hidden);
        freeFactors = new FreeFactors(machine, trace);
    }

    /**
     * The ledger of a whole trace. Where allocations contradict the other events, all is read once more without
     * believing their pages.
     */
    static Ledger of(ReplayMachine machine, Trace trace) {
        Ledger first = new Ledger(machine, trace, new NextEvents(trace, new BitSet()));
        first.run();
        BitSet doubted = first.contradictions.doubted(put -> first.next.after(put));
        if (doubted.isEmpty()) {
            return first;
        }
        Ledger second = new Ledger(machine, trace, new NextEvents(trace, doubted));
        second.doubted = doubted;
        second.run();
        return second;
    }

    NextEvents next() {
        return next;
    }

    private void run() {
        for (int event = 0; event < trace.size(); event++) {
            drains.follow(event);
            follow(event);
        }
        drains.end();
        hidden.sort(Comparator.comparingInt(Hidden::event));
    }

    /** What left no event, in order. */
    List<Hidden> hidden() {
        return hidden;
    }

    /** Events that were the first of one of their pages, in order. */
    List<Integer> firsts() {
        return firsts;
    }

    /** Types of pageblocks, by number, that show in where a freed page went, unless they were stolen from before. */
    Map<Long, Integer> exactTypes() {
        return exactTypes;
    }

    Contradictions contradictions() {
        return contradictions;
    }

    DrainLedger drains() {
        return drains;
    }

    CompactionLedger compaction() {
        return compaction;
    }

    FreeFactors freeFactors() {
        return freeFactors;
    }

    /** The list of a pageset that blocks of the order and type are on. */
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

    private int cpuOf(int setList) {
        return setList / LISTS % machine.cpus();
    }

    private static long blockOf(long pfn) {
        return pfn >>> MemMap.PAGEBLOCK_ORDER;
    }

    private void follow(int event) {
        EventKind kind = trace.kind(event);
        long pfn = trace.pfn(event);
        int zone = pfn == 0 ? ReplayMachine.NO_ZONE : machine.zoneOf(pfn);
        if (kind == EventKind.MIGRATE) {
            compaction.migrated(event);
        } else if (kind == EventKind.ALLOC && pfn != 0 && zone == ReplayMachine.NO_ZONE) {
            contradictions.add(event, trace.cpu(event), list(Math.min(3, trace.order(event)), trace.type(event)), pfn);
        } else if (zone != ReplayMachine.NO_ZONE) {
            follow(kind, event, zone, trace.cpu(event), pfn);
        }
    }

    private void follow(EventKind kind, int event, int zone, int cpu, long pfn) {
        switch (kind) {
            case ZONE_LOCKED -> locked(event, zone, cpu, pfn);
            case ALLOC -> allocated(event, zone, cpu, pfn);
            case FREE -> {
                if (!RealZones.isLaterBatched(trace, next, event)) {
                    freed(event, zone, cpu, pfn);
                }
            }
            case FREE_BATCHED -> freed(event, zone, cpu, pfn);
            case PCPU_DRAIN -> drained(event, zone, cpu, pfn);
            case EXTFRAG -> stolen(event, pfn);
            case COMPACTION_BEGIN -> compaction.begin(event, zone);
            case COMPACTION_END -> compaction.end(zone, cpu);
            default -> {}
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
        int type = trace.type(event);
        lastTypes.set(blockOf(pfn), type);
        if (lists.listOf(pfn) != PageLists.NO_LIST) {
            lists.remove(pfn);
        }
        become(event, pfn, order, IN_USE);
        if (RealZones.isCached(order, type)) {
            int list = setList(zone, cpu, order, type);
            lists.addTail(list, pfn);
            putAt.set(pfn, event);
            refilled.set(list);
        }
    }

    private void allocated(int event, int zone, int cpu, long pfn) {
        int order = trace.order(event);
        int type = trace.type(event);
        if (!RealZones.isCached(order, type)) {
            become(event, pfn, order, IN_USE);
            return;
        }
        int list = setList(zone, cpu, order, type);
        boolean listed = lists.listOf(pfn) == list;
        boolean plausible = isFreedNext(event) || (listed && isInTurn(list, pfn));
        if (doubted.get(event) || !plausible || !(listed || wasInSet(pfn, list, zone, cpu, order))) {
            contradictions.add(event, cpu, list(order, type), pfn);
            return;
        }
        judgeTurn(event, list, pfn);
        freeFactors.allocated(zone, cpu);
        if (listed) {
            passOver(event, zone, cpu, list, pfn);
            showType(pfn, type);
            lists.remove(pfn);
        } else {
            contradictions.unproved(event, cpu, list % LISTS);
        }
        become(event, pfn, order, IN_USE);
    }

    /** Notes when a page before this one on the list is handed out only later: one of the two cannot be true. */
    private void judgeTurn(int event, int list, long pfn) {
        int page = inTurn(list, pfn);
        if (page != PageLists.NO_PAGE && page != (int) pfn) {
            contradictions.outOfTurn(event, putAt.get(page));
        }
    }

    /**
     * Whether the page is the next of its list to be handed out. Then this is true, even if the page seems to be handed
     * out once more before it is freed: that is the one which is false.
     */
    private boolean isInTurn(int list, long pfn) {
        return inTurn(list, pfn) == (int) pfn;
    }

    /** The first page of the list that has not left it without an event, but at most this one. */
    private int inTurn(int list, long pfn) {
        int page = lists.head(list);
        while (page != PageLists.NO_PAGE && page != (int) pfn && wasTaken(page)) {
            page = lists.next(page);
        }
        return page;
    }

    /** A page handed out is freed some time, or never: nothing else can be next. */
    private boolean isFreedNext(int event) {
        int later = next.after(event);
        return later == NextEvents.NONE || trace.kind(later) == EventKind.FREE;
    }

    /** Whether the page, of which nothing is known, can have been on the list since before the trace. */
    private boolean wasInSet(long pfn, int list, int zone, int cpu, int order) {
        return state.get(pfn) == UNKNOWN && !refilled.get(list) && drains.claim(zone, cpu, 1 << order);
    }

    /** A page that was freed is on the list of its pageblock's type. */
    private void showType(long pfn, int type) {
        if (trace.kind(putAt.get(pfn)) != EventKind.ZONE_LOCKED) {
            exactTypes.putIfAbsent(blockOf(pfn), type);
        }
    }

    /** Pages before this one on its list: those that no later event accounts for were taken in bulk. */
    private void passOver(int event, int zone, int cpu, int list, long pfn) {
        List<Long> taken = new ArrayList<>();
        for (int page = lists.head(list); page != (int) pfn; ) {
            int after = lists.next(page);
            if (wasTaken(page)) {
                lists.remove(page);
                if (!contradictions.standsIn(lastTaken.get(list), event, cpu, list % LISTS, page)) {
                    taken.add((long) page);
                }
            }
            page = after;
        }
        if (!taken.isEmpty()) {
            contradictions.missing(lastTaken.get(list), event, cpu, list % LISTS, taken.size());
        }
        lastTaken.set(list, event);
        bulk(event, zone, cpu, taken);
    }

    /** Whether the page left its list without an event: what comes next is a free, or nothing. */
    private boolean wasTaken(long pfn) {
        int later = next.after(putAt.get(pfn));
        return later == NextEvents.NONE
                || trace.kind(later) == EventKind.FREE
                || trace.kind(later) == EventKind.FREE_BATCHED;
    }

    private void bulk(int event, int zone, int cpu, List<Long> pfns) {
        if (!pfns.isEmpty()) {
            long[] pages = pfns.stream().mapToLong(Long::longValue).toArray();
            hidden.add(new Hidden(event, Hidden.Kind.BULK, zone, cpu, cpu, pages, pages.length));
        }
    }

    private void freed(int event, int zone, int cpu, long pfn) {
        int order = trace.order(event);
        int on = lists.listOf(pfn);
        if (on != PageLists.NO_LIST) {
            lists.remove(pfn);
            if (!contradictions.standsIn(lastTaken.get(on), event, cpuOf(on), on % LISTS, pfn)) {
                bulk(afterRefill(putAt.get(pfn)), zone, cpuOf(on), List.of(pfn));
            }
        } else if (state.get(pfn) == FREE) {
            compaction.freedTwice(event, zone);
        }
        freeFactors.freed(event, zone, cpu, order);
        drains.freed(zone, cpu);
        if (!RealZones.isCached(order, 0)) {
            become(event, pfn, order, FREE);
            return;
        }
        become(event, pfn, order, IN_USE);
        lists.addHead(setList(zone, cpu, order, listType(event)), pfn);
        putAt.set(pfn, event);
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
        return leaves ? trace.type(later) : lastTypes.get(blockOf(trace.pfn(event)));
    }

    private void drained(int event, int zone, int cpu, long pfn) {
        int type = trace.type(event);
        int on = lists.listOf(pfn);
        int owner = on == PageLists.NO_LIST ? -1 : cpuOf(on);
        if (on == PageLists.NO_LIST && state.get(pfn) != UNKNOWN) {
            owner = cpu;
        }
        lastTypes.set(blockOf(pfn), type);
        exactTypes.putIfAbsent(blockOf(pfn), type);
        drains.drained(event, zone, owner);
        freeFactors.drained(zone, cpu);
        if (on != PageLists.NO_LIST) {
            lists.remove(pfn);
        }
        become(event, pfn, trace.order(event), FREE);
    }

    /** A pageblock that is stolen from may change its type: what it shows later is not what it was at first. */
    private void stolen(int event, long pfn) {
        long last = pfn + (1L << trace.order(event)) - 1;
        for (long block = blockOf(pfn); block <= blockOf(last); block++) {
            exactTypes.putIfAbsent(block, trace.type(event));
        }
    }
}
