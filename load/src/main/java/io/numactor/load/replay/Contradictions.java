package io.numactor.load.replay;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
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
    private final BitSet unproved = new BitSet();
    private final BitSet oneTooMany = new BitSet();
    private final BitSet disproved = new BitSet();
    private final Map<Integer, Integer> outOfTurn = new HashMap<>();
    private final Map<Integer, Integer> passedOver = new HashMap<>();
    private final Map<Integer, Integer> standIns = new HashMap<>();
    private final Map<Integer, Integer> named = new HashMap<>();

    /**
     * A page that left a list without an event.
     *
     * @param since it was on the list at this event
     */
    record Missing(int page, int since) {}

    /** @param pfn the page that the allocation names */
    void add(int event, long pfn) {
        events.set(event);
        named.put((int) pfn, event);
    }

    /**
     * An allocation of a page that was on the list since before the trace, as more are than the pageset held: another one
     * may be the false one.
     */
    void addOneTooMany(int event, long pfn) {
        add(event, pfn);
        oneTooMany.set(event);
    }

    /**
     * An allocation that is believed but may be false: nothing was known of its page, or a later event seems to deny that
     * it was taken.
     */
    void unproved(int event) {
        unproved.set(event);
    }

    /** Whether the allocation is false or may be, and no page is known that it really got. */
    boolean isDoubtful(int event) {
        return unproved.get(event) || isWaiting(event);
    }

    private boolean isWaiting(int event) {
        return events.get(event) && !standIns.containsKey(event);
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

    /**
     * Pages left a list without an event: what allocations really got that name pages which they cannot have. If they are
     * just as many as the allocations in between which may be false, then these are.
     *
     * @param missing pages in the order of their list
     * @param asked allocations in between which the list could have served
     * @param alone whether nothing else than an allocation takes pages from the list
     * @return pages for which no false allocation is known
     */
    long[] explain(List<Missing> missing, List<Integer> asked, boolean alone) {
        List<Integer> suspects = new ArrayList<>(those(asked, this::isWaiting));
        if (suspects.size() < missing.size()) {
            List<Integer> doubtful = those(asked, this::isDoubtful);
            List<Integer> any = alone ? those(asked, event -> isWaiting(event) || !events.get(event)) : doubtful;
            if (doubtful.size() == missing.size()) {
                suspects = new ArrayList<>(doubtful);
            } else if (any.size() == missing.size()) {
                suspects = new ArrayList<>(any);
            }
        }
        List<Integer> left = new ArrayList<>();
        for (Missing one : missing) {
            if (!standsIn(one, suspects)) {
                left.add(one.page());
            }
        }
        return left.stream().mapToLong(Integer::longValue).toArray();
    }

    private static List<Integer> those(List<Integer> events, IntPredicate which) {
        return events.stream().filter(which::test).toList();
    }

    private boolean standsIn(Missing one, List<Integer> suspects) {
        for (int i = 0; i < suspects.size(); i++) {
            if (suspects.get(i) > one.since()) {
                return standsIn(one.page(), suspects.remove(i));
            }
        }
        Integer event = named.get(one.page()); // it was true after all
        return event != null && isWaiting(event) && standsIn(one.page(), event);
    }

    /** One that is still believed is disproved. */
    private boolean standsIn(int page, int event) {
        if (!events.get(event)) {
            disproved.set(event);
            return false;
        }
        standIns.put(event, page);
        return true;
    }

    /**
     * All allocations whose pages are not to be believed. A page that one allocation passes over stays for that one
     * alone to be wrong; one that many pass over has gone, and its own allocation, later, is wrong.
     *
     * @param next the event that follows on one of the same page
     */
    BitSet doubted(IntUnaryOperator next) {
        BitSet doubted = (BitSet) events.clone();
        oneTooMany.stream().filter(event -> !standIns.containsKey(event)).forEach(doubted::clear);
        disproved.stream().map(next).filter(event -> event != NextEvents.NONE).forEach(doubted::clear);
        doubted.or(disproved);
        outOfTurn.forEach((event, stayed) -> {
            int wrong = isGone(stayed) ? next.applyAsInt(stayed) : event;
            if (wrong != NextEvents.NONE) {
                doubted.set(wrong);
            }
        });
        return doubted;
    }

    private boolean isGone(int stayed) {
        return passedOver.getOrDefault(stayed, 0) >= MANY;
    }

    /** The events that put pages on lists which so many allocations passed over that they must have left. */
    BitSet gone() {
        BitSet gone = new BitSet();
        passedOver.keySet().stream().filter(this::isGone).forEach(gone::set);
        return gone;
    }

    boolean contains(int event) {
        return events.get(event);
    }

    /** The page that the allocation really got; 0 when that is not known. */
    int standIn(int event) {
        return events.get(event) ? standIns.getOrDefault(event, UNKNOWN) : UNKNOWN;
    }
}
