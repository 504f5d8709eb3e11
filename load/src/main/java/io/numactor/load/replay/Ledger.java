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
    private static final int MOST_PASSES = 5;

    private static final int UNHEARD_OF = -1;
    private static final int UNKNOWN = 0;
    private static final int IN_USE = 1;
    private static final int FREE = 2;

    private final ReplayMachine machine;
    private final Trace trace;
    private final NextEvents next;
    private final ListNumbers numbers;
    private final PageLists lists;
    private final PfnInts state = new PfnInts(UNKNOWN);
    private final PfnInts putAt = new PfnInts(0);
    private final PfnInts lastTaken = new PfnInts(-1);
    private final PfnInts lastTypes = new PfnInts(UNHEARD_OF);
    private final Map<Long, Integer> exactTypes = new HashMap<>();
    private final int[] firstRefills;
    private final List<Hidden> hidden = new ArrayList<>();
    private final List<Integer> firsts = new ArrayList<>();
    private final Contradictions contradictions;
    private final DrainLedger drains;
    private final CompactionLedger compaction;
    private final FreeFactors freeFactors;
    private final BitSet doubted;
    private final BitSet gone;

    private Ledger(ReplayMachine machine, Trace trace, BitSet doubted, BitSet gone) {
        this.machine = machine;
        this.trace = trace;
        this.doubted = doubted;
        this.gone = gone;
        next = new NextEvents(trace, doubted);
        int zones = machine.zones().size();
        numbers = new ListNumbers(machine, trace);
        lists = new PageLists(numbers.count());
        contradictions = new Contradictions();
        drains = new DrainLedger(machine, trace, numbers, hidden);
        compaction = new CompactionLedger(zones, trace);
        freeFactors = new FreeFactors(machine, trace);
        firstRefills = numbers.firstRefills();
    }

    /**
     * The ledger of a whole trace. Where allocations contradict the other events, all is read again without
     * believing their pages, until nothing new is found.
     */
    static Ledger of(ReplayMachine machine, Trace trace) {
        Ledger ledger = new Ledger(machine, trace, new BitSet(), new BitSet());
        ledger.run();
        for (int pass = 1; pass < MOST_PASSES; pass++) {
            BitSet doubted = ledger.contradictions.doubted(ledger.next::after);
            if (doubted.equals(ledger.doubted)) {
                return ledger;
            }
            ledger = new Ledger(machine, trace, doubted, ledger.contradictions.gone());
            ledger.run();
        }
        return ledger;
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

    private static long blockOf(long pfn) {
        return pfn >>> MemMap.PAGEBLOCK_ORDER;
    }

    private void follow(int event) {
        EventKind kind = trace.kind(event);
        long pfn = trace.pfn(event);
        int zone = machine.zoneOf(trace, event);
        if (kind == EventKind.MIGRATE) {
            compaction.migrated(event);
        } else if (kind == EventKind.ALLOC && pfn != 0 && zone == ReplayMachine.NO_ZONE) {
            contradictions.add(event, pfn);
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
            case COMPACTION_END -> compaction.end(event, zone, cpu);
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
            int list = numbers.of(zone, cpu, order, type);
            lists.addTail(list, pfn);
            putAt.set(pfn, event);
        }
    }

    private void allocated(int event, int zone, int cpu, long pfn) {
        int order = trace.order(event);
        int type = trace.type(event);
        if (!RealZones.isCached(order, type)) {
            become(event, pfn, order, IN_USE);
            return;
        }
        int list = numbers.of(zone, cpu, order, type);
        boolean listed = lists.listOf(pfn) == list;
        if (doubted.get(event) || !isPlausible(event, list, pfn)) {
            contradictions.add(event, pfn);
            return;
        }
        if (!listed && !drains.claim(zone, cpu, 1 << order)) {
            contradictions.addOneTooMany(event, pfn);
            return;
        }
        freeFactors.allocated(zone, cpu);
        if (!listed || !isFreedNext(event, pfn) || isAloneInType(event, pfn)) {
            contradictions.unproved(event);
        }
        if (listed) {
            passOver(event, list, pfn);
            showType(pfn, type);
            lists.remove(pfn);
        }
        become(event, pfn, order, IN_USE);
    }

    /**
     * Whether the list may have had the page, and no later event denies that it was taken. The next of its list to be
     * handed out is, even if the page seems to be handed out once more before it is freed: that is the one which is false.
     */
    private boolean isPlausible(int event, int list, long pfn) {
        return mayHave(event, list, pfn) && (isFreedNext(event, pfn) || isInTurn(event, list, pfn));
    }

    /** Whether the page is on the list; or, nothing being known of it, can have been since before the trace. */
    private boolean mayHave(int event, int list, long pfn) {
        return lists.listOf(pfn) == list || (state.get(pfn) == UNKNOWN && event < firstRefills[list]);
    }

    /** The first page of the list that has not left it without an event must be this one. */
    private boolean isInTurn(int event, int list, long pfn) {
        int page = lists.head(list);
        while (page != PageLists.NO_PAGE && page != (int) pfn && wasTaken(page, event)) {
            page = lists.next(page);
        }
        return page == (int) pfn;
    }

    /** A page handed out is freed some time, or never; nothing else can be next but what cannot be true itself. */
    private boolean isFreedNext(int event, long pfn) {
        int later = next.after(event);
        while (later != NextEvents.NONE && numbers.isFromList(later) && !mayHave(later, numbers.of(later), pfn)) {
            later = next.after(later);
        }
        return later == NextEvents.NONE || trace.kind(later) == EventKind.FREE;
    }

    /** Whether nothing but this allocation says that the page was on a list of its type. */
    private boolean isAloneInType(int event, long pfn) {
        return trace.kind(putAt.get(pfn)) != EventKind.ZONE_LOCKED && blockType(putAt.get(pfn)) != trace.type(event);
    }

    /** A page that was freed is on the list of its pageblock's type. */
    private void showType(long pfn, int type) {
        if (trace.kind(putAt.get(pfn)) != EventKind.ZONE_LOCKED) {
            exactTypes.putIfAbsent(blockOf(pfn), type);
        }
    }

    /**
     * Pages before this one on its list: those that no later event accounts for were taken in bulk. One that stays shows
     * that one of the two, its allocation or this, is false.
     */
    private void passOver(int event, int list, long pfn) {
        List<Contradictions.Missing> missing = new ArrayList<>();
        int stayed = PageLists.NO_PAGE;
        for (int page = lists.head(list); page != (int) pfn; page = lists.next(page)) {
            if (wasTaken(page, event)) {
                missing.add(new Contradictions.Missing(page, lastOnList(list, page)));
            } else if (stayed == PageLists.NO_PAGE) {
                stayed = page;
            }
        }
        if (stayed != PageLists.NO_PAGE) {
            contradictions.outOfTurn(event, putAt.get(stayed));
        }
        missing.forEach(one -> lists.remove(one.page()));
        bulk(event, list, missing, event);
        lastTaken.set(list, event);
    }

    /** The page was on the list, behind others or as the next, at this event at least. */
    private int lastOnList(int list, long page) {
        return Math.max(lastTaken.get(list), putAt.get(page));
    }

    /**
     * Whether the page left its list without an event before this one: what comes next is a free, or nothing. Movable
     * pages are not taken in bulk: one that never shows again has gone where an allocation cannot have got what it names.
     */
    private boolean wasTaken(long pfn, int event) {
        int put = putAt.get(pfn);
        int later = next.after(put);
        int list = lists.listOf(pfn);
        if (later == NextEvents.NONE && numbers.isMovable(list)) {
            return gone.get(put)
                    || numbers.asked(lastOnList(list, pfn), event, list).stream()
                            .anyMatch(contradictions::isDoubtful);
        }
        return later == NextEvents.NONE
                || trace.kind(later) == EventKind.FREE
                || trace.kind(later) == EventKind.FREE_BATCHED;
    }

    /**
     * Pages that left a list without an event: in bulk, but for those that allocations got which name another page.
     *
     * @param event before which they did
     * @param shown event that shows it
     */
    private void bulk(int event, int list, List<Contradictions.Missing> missing, int shown) {
        if (missing.isEmpty()) {
            return;
        }
        int since =
                missing.stream().mapToInt(Contradictions.Missing::since).min().orElse(shown);
        long[] pages = contradictions.explain(missing, numbers.asked(since, shown, list), numbers.isMovable(list));
        if (pages.length > 0) {
            int zone = numbers.zone(list);
            hidden.add(new Hidden(
                    event, Hidden.Kind.BULK, zone, numbers.cpu(list), numbers.cpu(list), pages, pages.length));
        }
    }

    private void freed(int event, int zone, int cpu, long pfn) {
        int order = trace.order(event);
        compaction.freed(event, zone);
        int on = lists.listOf(pfn);
        if (on != PageLists.NO_LIST) {
            Contradictions.Missing missing = new Contradictions.Missing((int) pfn, lastOnList(on, pfn));
            lists.remove(pfn);
            bulk(afterRefill(putAt.get(pfn)), on, List.of(missing), event);
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
        lists.addHead(numbers.of(zone, cpu, order, listType(event)), pfn);
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
        return leaves ? trace.type(later) : blockType(event);
    }

    /** Of a pageblock not heard of before: pages freed past the LRU, not by compaction, are the kernel's, others movable. */
    private int blockType(int event) {
        int heard = lastTypes.get(blockOf(trace.pfn(event)));
        if (heard != UNHEARD_OF) {
            return heard;
        }
        boolean movable = trace.kind(event) == EventKind.FREE_BATCHED || compaction.isFreeing(event);
        return (movable ? MigrateType.MOVABLE : MigrateType.UNMOVABLE).ordinal();
    }

    private void drained(int event, int zone, int cpu, long pfn) {
        int type = trace.type(event);
        int on = lists.listOf(pfn);
        int owner = on == PageLists.NO_LIST ? -1 : numbers.cpu(on);
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
