package io.numactor.load.replay;

import java.util.Arrays;

/** Doubly linked lists of pages by pfn, as they stood in the real pagesets; a page is on one list at most. */
final class PageLists {
    static final int NO_PAGE = -1;
    static final int NO_LIST = -1;

    private final PfnInts next = new PfnInts(NO_PAGE);
    private final PfnInts previous = new PfnInts(NO_PAGE);
    private final PfnInts listOf = new PfnInts(NO_LIST);
    private final int[] heads;
    private final int[] tails;

    PageLists(int lists) {
        heads = new int[lists];
        tails = new int[lists];
        Arrays.fill(heads, NO_PAGE);
        Arrays.fill(tails, NO_PAGE);
    }

    int listOf(long pfn) {
        return listOf.get(pfn);
    }

    int head(int list) {
        return heads[list];
    }

    int next(int pfn) {
        return next.get(pfn);
    }

    void addHead(int list, long page) {
        int pfn = (int) page;
        int old = heads[list];
        next.set(pfn, old);
        previous.set(pfn, NO_PAGE);
        heads[list] = pfn;
        linkBack(list, old, pfn);
        listOf.set(pfn, list);
    }

    void addTail(int list, long page) {
        int pfn = (int) page;
        int old = tails[list];
        next.set(pfn, NO_PAGE);
        previous.set(pfn, old);
        tails[list] = pfn;
        linkOn(list, old, pfn);
        listOf.set(pfn, list);
    }

    void remove(long page) {
        int pfn = (int) page;
        int list = listOf.get(pfn);
        int after = next.get(pfn);
        int before = previous.get(pfn);
        linkOn(list, before, after);
        linkBack(list, after, before);
        listOf.set(pfn, NO_LIST);
    }

    private void linkOn(int list, int pfn, int to) {
        if (pfn == NO_PAGE) {
            heads[list] = to;
        } else {
            next.set(pfn, to);
        }
    }

    private void linkBack(int list, int pfn, int to) {
        if (pfn == NO_PAGE) {
            tails[list] = to;
        } else {
            previous.set(pfn, to);
        }
    }
}
