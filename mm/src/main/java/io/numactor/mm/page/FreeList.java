package io.numactor.mm.page;

import static io.numactor.mm.page.MemMap.NO_FRAME;

import java.util.Arrays;

/**
 * A free list: blocks of one order, type and zone in a row, added at both ends and taken from anywhere.
 *
 * <p>The row is a ring of frames. A block says in its record of the {@link MemMap} which list it is on, by its {@link
 * FrameState}, and where in the ring. One that is taken out says so no longer, and its place is passed over later.
 * Links between the blocks would need no ring, but every block taken from the middle, as merging does, would touch two
 * others that lie anywhere in the node: two cache misses.
 */
public final class FreeList {
    private static final int FIRST_CAPACITY = 16;
    private static final int[] NO_FRAMES = {};

    private final MemMap map;
    private final int order;

    /** Of each block on the list, and of no other. */
    private final int state;

    /** A power of two long, or empty. */
    private int[] frames = NO_FRAMES;

    /** The places in use are [head, tail), wrapping around; those whose block was taken out included. */
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
        while (!isInPlace(head)) {
            head++;
        }
        return frames[head & (frames.length - 1)];
    }

    private boolean isInPlace(int place) {
        return map.isListed(frames[place & (frames.length - 1)], state, place);
    }

    /** Frees a block that is on no list. */
    public void addHead(int frame) {
        makeRoom();
        int[] ring = frames;
        int place = --head;
        ring[place & (ring.length - 1)] = frame;
        map.list(frame, order, state, place);
        size++;
    }

    /** Frees a block that is on no list. */
    public void addTail(int frame) {
        makeRoom();
        int[] ring = frames;
        int place = tail++;
        ring[place & (ring.length - 1)] = frame;
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
        }
    }

    /** The blocks, from the head on. */
    public int[] frames() {
        int[] blocks = new int[size];
        int found = 0;
        for (int place = head; place != tail; place++) {
            if (isInPlace(place)) {
                blocks[found++] = frames[place & (frames.length - 1)];
            }
        }
        return found == size ? blocks : Arrays.copyOf(blocks, found);
    }

    private void makeRoom() {
        if (tail - head == frames.length) {
            tidy(size * 2 > frames.length || frames.length == 0);
        }
    }

    /** Drops the places without a block, in a ring twice as long if need be. */
    private void tidy(boolean widen) {
        int[] blocks = frames();
        if (widen) {
            frames = new int[Math.max(FIRST_CAPACITY, frames.length * 2)];
        }
        for (int place = 0; place < blocks.length; place++) {
            frames[place] = blocks[place];
            map.list(blocks[place], order, state, place);
        }
        head = 0;
        tail = blocks.length;
    }
}
