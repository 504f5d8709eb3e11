package io.numactor.mm.page;

import java.util.Arrays;

/**
 * Doubly linked lists of blocks, linked through the words of a {@link MemMap}. A block is on one list at most.
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
    public int next(int frame) {
        return map.first(frame);
    }

    /** The block before this one, or {@link MemMap#NO_FRAME}. */
    public int previous(int frame) {
        return map.second(frame);
    }

    public void addHead(int list, int frame) {
        int next = heads[list];
        map.setFirst(frame, next);
        map.setSecond(frame, MemMap.NO_FRAME);
        heads[list] = frame;
        linkBack(list, next, frame);
        sizes[list]++;
    }

    public void addTail(int list, int frame) {
        int previous = tails[list];
        map.setFirst(frame, MemMap.NO_FRAME);
        map.setSecond(frame, previous);
        tails[list] = frame;
        linkOn(list, previous, frame);
        sizes[list]++;
    }

    public void remove(int list, int frame) {
        int next = map.first(frame);
        int previous = map.second(frame);
        linkOn(list, previous, next);
        linkBack(list, next, previous);
        sizes[list]--;
    }

    private void linkOn(int list, int previous, int frame) {
        if (previous == MemMap.NO_FRAME) {
            heads[list] = frame;
        } else {
            map.setFirst(previous, frame);
        }
    }

    private void linkBack(int list, int next, int frame) {
        if (next == MemMap.NO_FRAME) {
            tails[list] = frame;
        } else {
            map.setSecond(next, frame);
        }
    }
}
