package io.numactor.mm.page;

/**
 * Doubly linked lists of blocks, linked through the words of a {@link MemMap}. A block is on one list at most.
 */
public final class BlockLists {
    private static final int HEAD = 0;
    private static final int TAIL = 1;
    private static final int SIZE = 2;

    /** Ints of a list: head, tail, size, and one that keeps lists aligned. */
    private static final int LIST = 4;

    private final MemMap map;
    private final int[] lists;

    public BlockLists(MemMap map, int lists) {
        this.map = map;
        this.lists = new int[lists * LIST];
        for (int list = 0; list < lists; list++) {
            this.lists[list * LIST + HEAD] = MemMap.NO_FRAME;
            this.lists[list * LIST + TAIL] = MemMap.NO_FRAME;
        }
    }

    /** First block of the list, or {@link MemMap#NO_FRAME}. */
    public int head(int list) {
        return lists[list * LIST + HEAD];
    }

    /** Last block of the list, or {@link MemMap#NO_FRAME}. */
    public int tail(int list) {
        return lists[list * LIST + TAIL];
    }

    /** Blocks on the list. */
    public int size(int list) {
        return lists[list * LIST + SIZE];
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
        int next = head(list);
        map.setWords(frame, next, MemMap.NO_FRAME);
        lists[list * LIST + HEAD] = frame;
        linkBack(list, next, frame);
        lists[list * LIST + SIZE]++;
    }

    public void addTail(int list, int frame) {
        int previous = tail(list);
        map.setWords(frame, MemMap.NO_FRAME, previous);
        lists[list * LIST + TAIL] = frame;
        linkOn(list, previous, frame);
        lists[list * LIST + SIZE]++;
    }

    public void remove(int list, int frame) {
        int next = map.first(frame);
        int previous = map.second(frame);
        linkOn(list, previous, next);
        linkBack(list, next, previous);
        lists[list * LIST + SIZE]--;
    }

    private void linkOn(int list, int previous, int frame) {
        if (previous == MemMap.NO_FRAME) {
            lists[list * LIST + HEAD] = frame;
        } else {
            map.setFirst(previous, frame);
        }
    }

    private void linkBack(int list, int next, int frame) {
        if (next == MemMap.NO_FRAME) {
            lists[list * LIST + TAIL] = frame;
        } else {
            map.setSecond(next, frame);
        }
    }
}
