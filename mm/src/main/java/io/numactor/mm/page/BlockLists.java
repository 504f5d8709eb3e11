package io.numactor.mm.page;

import java.util.Arrays;

/**
 * Doubly linked lists of blocks, linked through the words of a {@link MemMap}; each list holds blocks of one order. A
 * block is on one list at most.
 */
public final class BlockLists {
    private final MemMap map;
    private final int[] heads;
    private final int[] tails;
    private final int[] sizes;

    public BlockLists(MemMap map, int lists) {
        this.map = map;
        heads = new int[lists];
        tails = new int[lists];
        sizes = new int[lists];
        Arrays.fill(heads, MemMap.NO_FRAME);
        Arrays.fill(tails, MemMap.NO_FRAME);
    }

    /** First block of the list, or {@link MemMap#NO_FRAME}. */
    public int head(int list) {
        return heads[list];
    }

    /** Last block of the list, or {@link MemMap#NO_FRAME}. */
    public int tail(int list) {
        return tails[list];
    }

    /** Blocks on the list. */
    public int size(int list) {
        return sizes[list];
    }

    public boolean isEmpty(int list) {
        return heads[list] == MemMap.NO_FRAME;
    }

    /** The block after this one, or {@link MemMap#NO_FRAME}. */
    public int next(int frame, int order) {
        return map.first(frame, order);
    }

    /** The block before this one, or {@link MemMap#NO_FRAME}. */
    public int previous(int frame, int order) {
        return map.second(frame, order);
    }

    public void addHead(int list, int frame, int order) {
        int next = heads[list];
        map.setFirst(frame, order, next);
        map.setSecond(frame, order, MemMap.NO_FRAME);
        heads[list] = frame;
        linkBack(list, next, order, frame);
        sizes[list]++;
    }

    public void addTail(int list, int frame, int order) {
        int previous = tails[list];
        map.setFirst(frame, order, MemMap.NO_FRAME);
        map.setSecond(frame, order, previous);
        tails[list] = frame;
        linkOn(list, previous, order, frame);
        sizes[list]++;
    }

    public void remove(int list, int frame, int order) {
        int next = map.first(frame, order);
        int previous = map.second(frame, order);
        linkOn(list, previous, order, next);
        linkBack(list, next, order, previous);
        sizes[list]--;
    }

    private void linkOn(int list, int previous, int order, int frame) {
        if (previous == MemMap.NO_FRAME) {
            heads[list] = frame;
        } else {
            map.setFirst(previous, order, frame);
        }
    }

    private void linkBack(int list, int next, int order, int frame) {
        if (next == MemMap.NO_FRAME) {
            tails[list] = frame;
        } else {
            map.setSecond(next, order, frame);
        }
    }
}
