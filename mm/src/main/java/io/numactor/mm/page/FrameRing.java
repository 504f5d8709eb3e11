package io.numactor.mm.page;

/**
 * Frames in a row that grows and shrinks at both ends. It touches no frame's record: where nothing is taken from the
 * middle, this costs fewer cache misses than a linked list.
 */
public final class FrameRing {
    private static final int FIRST_CAPACITY = 16;
    private static final int[] NO_FRAMES = {};

    /** A power of two long, or empty. */
    private int[] frames = NO_FRAMES;

    /** Steps of both ends since the beginning, wrapping around; the ring's size lies between them. */
    private int head;

    private int tail;

    public int size() {
        return tail - head;
    }

    public boolean isEmpty() {
        return head == tail;
    }

    /** The frame that is {@code index} steps from the head. */
    public int get(int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException(index + " of " + size());
        }
        return frames[(head + index) & (frames.length - 1)];
    }

    /** Whether the frame is the one at the tail. */
    public boolean endsWith(int frame) {
        return head != tail && frames[(tail - 1) & (frames.length - 1)] == frame;
    }

    public boolean contains(int frame) {
        boolean found = false;
        for (int i = 0; i < size() && !found; i++) {
            found = get(i) == frame;
        }
        return found;
    }

    public void addHead(int frame) {
        makeRoom();
        int[] ring = frames;
        ring[--head & (ring.length - 1)] = frame;
    }

    public void addTail(int frame) {
        makeRoom();
        int[] ring = frames;
        ring[tail++ & (ring.length - 1)] = frame;
    }

    /** Adds the heads of neighbouring blocks of one order, ascending. */
    public void addTail(int first, int count, int order) {
        while (frames.length - size() < count) {
            widen();
        }
        int[] ring = frames;
        int frame = first;
        for (int i = 0; i < count; i++) {
            ring[tail++ & (ring.length - 1)] = frame;
            frame += 1 << order;
        }
    }

    /** Takes the frame at the head of a ring that is not empty. */
    public int takeHead() {
        int[] ring = frames;
        return ring[head++ & (ring.length - 1)];
    }

    /** Takes the frame at the tail of a ring that is not empty. */
    public int takeTail() {
        int[] ring = frames;
        return ring[--tail & (ring.length - 1)];
    }

    private void makeRoom() {
        if (tail - head == frames.length) {
            widen();
        }
    }

    private void widen() {
        int[] wider = new int[Math.max(FIRST_CAPACITY, frames.length * 2)];
        int size = size();
        for (int i = 0; i < size; i++) {
            wider[i] = get(i);
        }
        frames = wider;
        head = 0;
        tail = size;
    }
}
