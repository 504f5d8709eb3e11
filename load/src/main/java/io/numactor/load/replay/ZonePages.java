package io.numactor.load.replay;

import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.zone.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What is known of each page of one zone at the start of a trace, and the layout of free blocks that follows: for each
 * count of pagetypeinfo, from the largest order down, the aligned blocks with most pages known to have been free, and
 * none known otherwise.
 */
final class ZonePages {
    static final byte UNKNOWN = 0;
    static final byte FREE = 1;
    static final byte OTHER = 2;

    private static final int NEVER = Integer.MAX_VALUE;
    private static final int ORDERS = MemMap.MAX_ORDER + 1;

    private final long base;
    private final int pages;
    private final byte[] status;
    private final byte[] listType;
    private final int[] firstEvent;
    private final byte[] takenOrder;
    private final byte[] mostOrder;

    /** @param start first page of the zone */
    ZonePages(long start, long end) {
        base = start & -(1L << MemMap.MAX_ORDER);
        pages = (int) ((end - base + (1 << MemMap.MAX_ORDER) - 1) & -(1L << MemMap.MAX_ORDER));
        status = new byte[pages];
        listType = new byte[pages];
        firstEvent = new int[pages];
        takenOrder = new byte[pages];
        Arrays.fill(firstEvent, NEVER);
        mostOrder = new byte[pages];
        Arrays.fill(takenOrder, (byte) -1);
        Arrays.fill(mostOrder, (byte) MemMap.MAX_ORDER);
        Arrays.fill(status, OTHER);
    }

    /** Pages that the zone has at all: they may be anything. */
    void present(long from, long to) {
        Arrays.fill(status, (int) (from - base), (int) (to - base), UNKNOWN);
    }

    boolean isUnknown(long pfn) {
        return status[(int) (pfn - base)] == UNKNOWN;
    }

    void setOther(long pfn) {
        status[(int) (pfn - base)] = OTHER;
    }

    void setFree(long pfn, int type, int event) {
        int page = (int) (pfn - base);
        status[page] = FREE;
        listType[page] = (byte) type;
        firstEvent[page] = event;
    }

    /** The page left a block that was no larger than this: what would have been left of it was not taken next. */
    void setMostOrder(long pfn, int order) {
        mostOrder[(int) (pfn - base)] = (byte) order;
    }

    /**
     * Lays the free blocks out.
     *
     * @param counts of blocks by type and order
     * @return the blocks, each list from its head
     */
    List<Block> layOut(long[][] counts) {
        List<Block> blocks = new ArrayList<>();
        int[] first = firstEvent.clone();
        short[][] known = new short[MigrateType.count()][pages];
        boolean[] usable = new boolean[pages];
        boolean[] plausible = new boolean[pages];
        for (int order = ORDERS - 1; order >= 0; order--) {
            measure(order, known, usable, plausible, first);
            for (int type = 0; type < counts.length; type++) {
                choose(order, type, (int) counts[type][order], known, usable, plausible, first, blocks);
            }
        }
        return blocks;
    }

    /**
     * For every aligned block: pages known free by type, whether it can be free, when it was first seen. A block is
     * taken from its head upward, so one whose head was not the first page to go cannot have been one.
     */
    private void measure(int order, short[][] known, boolean[] usable, boolean[] plausible, int[] first) {
        int size = 1 << order;
        for (int head = 0; head < pages; head += size) {
            boolean can = true;
            boolean whole = true;
            int seen = NEVER;
            for (short[] ofType : known) {
                ofType[head] = 0;
            }
            for (int page = head; page < head + size && can; page++) {
                can = status[page] != OTHER && takenOrder[page] < 0;
                whole &= mostOrder[page] >= order;
                if (status[page] == FREE) {
                    known[listType[page]][head]++;
                    seen = Math.min(seen, firstEvent[page]);
                }
            }
            usable[head] = can;
            plausible[head] = whole && firstEvent[head] == seen;
            first[head] = seen;
        }
    }

    private void choose(
            int order,
            int type,
            int count,
            short[][] known,
            boolean[] usable,
            boolean[] plausible,
            int[] first,
            List<Block> blocks) {
        if (count == 0) {
            return;
        }
        int size = 1 << order;
        List<Integer> candidates = new ArrayList<>();
        for (int head = 0; head < pages; head += size) {
            if (usable[head] && takenOrder[head] < 0) {
                candidates.add(head);
            }
        }
        candidates.sort(Comparator.<Integer>comparingInt(head -> plausible[head] ? 0 : 1)
                .thenComparingInt(head -> -score(head, type, known))
                .thenComparingInt(head -> first[head])
                .thenComparingInt(head -> -head));
        List<Integer> chosen = new ArrayList<>();
        take(candidates, order, count, head -> !hasFreeBuddy(head, order), chosen);
        take(candidates, order, count, head -> true, chosen);
        chosen.sort(Comparator.<Integer>comparingInt(head -> first[head]).thenComparingInt(head -> head));
        chosen.forEach(head -> blocks.add(new Block(base + head, order, type)));
    }

    /** Of the candidates that will do, the best that are not taken yet, until there are {@code count}. */
    private void take(List<Integer> candidates, int order, int count, IntPredicate will, List<Integer> chosen) {
        for (int head : candidates) {
            if (chosen.size() < count && takenOrder[head] < 0 && will.test(head)) {
                Arrays.fill(takenOrder, head, head + (1 << order), (byte) order);
                chosen.add(head);
            }
        }
    }

    /** Both would have merged. */
    private boolean hasFreeBuddy(int head, int order) {
        int buddy = head ^ (1 << order);
        return order < MemMap.MAX_ORDER && buddy < pages && takenOrder[buddy] == order;
    }

    /** Pages known to be free count for a block, those on other types' lists against it. */
    private int score(int head, int type, short[][] known) {
        int score = 0;
        for (int other = 0; other < known.length; other++) {
            score += (other == type ? 2 : -2) * known[other][head];
        }
        return score;
    }

    /** Whether the layout has the page in a free block. */
    boolean isTaken(long pfn) {
        return takenOrder[(int) (pfn - base)] >= 0;
    }
}
