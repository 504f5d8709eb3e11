package io.numactor.mm.page;

import static io.numactor.mm.page.MemMap.NO_FRAME;

/**
 * A free list: blocks of one order, type and zone in a row, added at both ends and taken from anywhere.
 *
 * <p>The row is a ring of frames. A block says in its record of the {@link MemMap} which list it is on, by its {@link
 * FrameState}, and where in the ring; one that is taken out leaves an empty place. Links between the blocks would need
 * no ring, but every block taken from the middle, as merging does, would touch two others that lie anywhere in the node:
 * two cache misses.
 */
public final class FreeList {
    private static final int FIRST_CAPACITY = 16;
    private static final int[] NO_FRAMES = {};

    private final MemMap map;
    private final int order;

    /** Of each block on the list, and of no other. */
    private final int state;

    /** A power of two long, or empty; {@link MemMap#NO_FRAME} where a block was taken out. */
    private int[] frames = NO_FRAMES;

    /** The places in use are [head, tail), wrapping around, empty ones included. */
    private int head;

    private int tail;
    private int size;

    /** @param state that marks its blocks, {@link FrameState#FREE} */
    public FreeList(MemMap map, int state) {
        this.map = map;
        this.state = state;
        order = FrameState.order(state);
    }

    /** Blocks on the list. */
    public int size() {
        return size;
    }

    /** First block of the list, or {@link MemMap#NO_FRAME}. */
    public int head() {
        if (size == 0) {
            return NO_FRAME;
        }
        int frame = at(head);
        while (frame == NO_FRAME) {
            frame = at(++head);
        }
        return frame;
    }

    private int at(int place) {
        return frames[place & (frames.length - 1)];
    }

    /** Frees a block that is on no list. */
    public void addHead(int frame) {
        makeRoom();
        put(frame, --head);
    }

    /** Frees a block that is on no list. */
    public void addTail(int frame) {
        makeRoom();
        put(frame, tail++);
    }

    /** Frees a block that is on no list, at an end that cannot be foreseen. */
    public void add(int frame, boolean toTail) {
        makeRoom();
        int behind = toTail ? 1 : 0;
        head += behind - 1;
        put(frame, toTail ? tail : head);
        tail += behind;
    }

    private void put(int frame, int place) {
        frames[place & (frames.length - 1)] = frame;
        map.list(frame, order, state, place);
        size++;
    }

    /** Takes a block out that is on this list; it is the head of none until somebody says what it is. */
    public void remove(int frame) {
        int place = map.place(frame);
        map.clearState(frame);
        if (--size == 0) {
            head = tail;
        } else if (place == head) {
            head++;
        } else if (place == tail - 1) {
            tail--;
        } else {
            frames[place & (frames.length - 1)] = NO_FRAME;
        }
    }

    /** The blocks, from the head on. */
    public int[] frames() {
        int[] blocks = new int[size];
        int found = 0;
        for (int place = head; found < size; place++) {
            if (at(place) != NO_FRAME) {
                blocks[found++] = at(place);
            }
        }
        return blocks;
    }

    private void makeRoom() {
        if (tail - head < frames.length) {
            return;
        }
        if (size >= frames.length / 4) {
            widen();
        } else {
            closeUp();
        }
    }

    /** Every block keeps its place: no record is touched. */
    private void widen() {
        int[] wider = new int[Math.max(FIRST_CAPACITY, frames.length * 2)];
        for (int place = head; place != tail; place++) {
            wider[place & (wider.length - 1)] = at(place);
        }
        frames = wider;
    }

    /** Drops the empty places. */
    private void closeUp() {
        int[] blocks = frames();
        head = 0;
        tail = 0;
        size = 0;
        for (int frame : blocks) {
            put(frame, tail++);
        }
    }
}
