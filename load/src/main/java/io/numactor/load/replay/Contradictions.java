package io.numactor.load.replay;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/**
 * Allocations that name a page which, by all other events, they cannot have got: damaged or falsified lines. The page
 * that then goes missing from the same CPU's lists is the one that such an allocation really got.
 */
final class Contradictions {
    private static final int UNKNOWN = 0;

    /** Times that a page is passed over before it is taken to have gone. */
    private static final int MANY = 3;

    private final BitSet events = new BitSet();
    private final BitSet disproved = new BitSet();
    private final NavigableSet<Integer>[] unproved;
    private final NavigableSet<Integer>[] orphans;
    private final Map<Integer, Integer> outOfTurn = new HashMap<>();
    private final Map<Integer, Integer> passedOver = new HashMap<>();
    private final Map<Integer, Integer> standIns = new HashMap<>();
    private final Map<Integer, Integer> named = new HashMap<>();

    @SuppressWarnings("unchecked") // no generic arrays
    Contradictions(int cpus) {
        orphans = (NavigableSet<Integer>[]) new NavigableSet<?>[cpus * Ledger.LISTS];
        unproved = (NavigableSet<Integer>[]) new NavigableSet<?>[cpus * Ledger.LISTS];
        Arrays.setAll(orphans, slot -> new TreeSet<>());
        Arrays.setAll(unproved, slot -> new TreeSet<>());
    }

    /**
     * @param list of the order and type that was asked for
     * @param pfn the page that the allocation names
     */
    void add(int event, int cpu, int list, long pfn) {
        events.set(event);
        named.put((int) pfn, event);
        orphans[cpu * Ledger.LISTS + list].add(event);
    }

    /**
     * An allocation took a page though another one before it on the list stayed.
     *
     * @param stayed event that put the other page on the list
     */
    void outOfTurn(int event, int stayed) {
        outOfTurn.put(event, stayed);
        passedOver.merge(stayed, 1, Integer::sum);
    }

    /** An allocation named a page of which nothing was known: it may have got it. */
    void unproved(int event, int cpu, int list) {
        unproved[cpu * Ledger.LISTS + list].add(event);
    }

    /**
     * Pages left one of the CPU's lists between two allocations from it. If in between just as many allocations named
     * pages of which nothing is known, they really got these.
     */
    void missing(int after, int before, int cpu, int list, int pages) {
        Set<Integer> between = unproved[cpu * Ledger.LISTS + list].subSet(after, false, before, false);
        if (between.size() == pages) {
            between.forEach(disproved::set);
        }
    }

    /**
     * All allocations whose pages are not to be believed. A page that one allocation passes over stays for that one
     * alone to be wrong; one that many pass over has gone, and its own allocation, later, is wrong.
     *
     * @param next the event that follows on one of the same page
     */
    BitSet doubted(IntUnaryOperator next) {
        BitSet doubted = (BitSet) events.clone();
        doubted.or(disproved);
        outOfTurn.forEach((event, stayed) -> {
            boolean gone = passedOver.getOrDefault(stayed, 0) >= MANY;
            int wrong = gone ? next.applyAsInt(stayed) : event;
            if (wrong != NextEvents.NONE) {
                doubted.set(wrong);
            }
        });
        return doubted;
    }

    boolean contains(int event) {
        return events.get(event);
    }

    /**
     * Whether a page that left the CPU's list without an event, between two allocations from the list, is one that a
     * contradicted allocation in between really got.
     */
    boolean standsIn(int after, int before, int cpu, int list, long pfn) {
        NavigableSet<Integer> waiting = orphans[cpu * Ledger.LISTS + list];
        Integer event = waiting.higher(after);
        if (event == null || event > before) {
            event = named.get((int) pfn); // it was true after all
        }
        if (event == null || !waiting.contains(event)) {
            return false;
        }
        waiting.remove(event);
        standIns.put(event, (int) pfn);
        return true;
    }

    /** The page that the allocation really got; 0 when that is not known. */
    int standIn(int event) {
        return events.get(event) ? standIns.getOrDefault(event, UNKNOWN) : UNKNOWN;
    }
}
