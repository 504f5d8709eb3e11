package io.numactor.mm.node;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Gives each owner (an emulated process) a small index, which its pages carry, and counts its pages. An index is given
 * to another owner only when no page carries it any more.
 *
 * <p>The index of an id is found by open addressing with linear probing, at most half full: a lookup makes no object,
 * as a map with boxed keys would.
 */
final class OwnerTable {
    static final int NO_OWNER = -1;

    /** Longs of an owner: its id, and its pages. */
    private static final int OWNER = 2;

    private long[] owners = new long[16 * OWNER];
    private long[] reclaimed = new long[16];
    private boolean[] open = new boolean[16];
    private int[] unused = new int[16];
    private int unusedCount;
    private int used;
    private int abandoned;

    /** Indexes by hash of their id, or {@link #NO_OWNER}; twice as many slots as indexes. */
    private int[] slots = emptySlots(32);

    private static int[] emptySlots(int count) {
        int[] slots = new int[count];
        Arrays.fill(slots, NO_OWNER);
        return slots;
    }

    /** How often an index was given up: one that was found stays its owner's until this changes. */
    int abandoned() {
        return abandoned;
    }

    /** The owner's index; a new one if it has none. */
    int open(long owner) {
        int known = find(owner);
        return known != NO_OWNER ? known : give(owner);
    }

    private int give(long owner) {
        if (unusedCount == 0 && used == open.length) {
            forgetIdle();
            growIfCrowded();
        }
        int index = unusedCount > 0 ? unused[--unusedCount] : used++;
        owners[index * OWNER] = owner;
        owners[index * OWNER + 1] = 0;
        reclaimed[index] = 0;
        open[index] = true;
        slots[slotOf(owner)] = index;
        return index;
    }

    /** Owners without pages lose their index: they would pile up if nobody closed them. */
    private void forgetIdle() {
        for (int index = 0; index < used; index++) {
            if (open[index] && pages(index) == 0 && reclaimed[index] == 0) {
                abandon(index);
            }
        }
        rehash(slots.length);
    }

    /** Grows unless a quarter was won back, so that sweeping stays rare. */
    private void growIfCrowded() {
        if (unusedCount >= used / 4) {
            return;
        }
        owners = Arrays.copyOf(owners, used * 2 * OWNER);
        reclaimed = Arrays.copyOf(reclaimed, used * 2);
        open = Arrays.copyOf(open, used * 2);
        unused = Arrays.copyOf(unused, used * 2);
        rehash(slots.length * 2);
    }

    private void abandon(int index) {
        open[index] = false;
        abandoned++;
        unused[unusedCount++] = index;
    }

    private void rehash(int count) {
        slots = emptySlots(count);
        for (int index = 0; index < used; index++) {
            if (open[index]) {
                slots[slotOf(id(index))] = index;
            }
        }
    }

    /** Where the id is, or the free slot where it would be. */
    private int slotOf(long owner) {
        int mask = slots.length - 1;
        int slot = home(owner, mask);
        while (slots[slot] != NO_OWNER && id(slots[slot]) != owner) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static int home(long owner, int mask) {
        long mixed = owner * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32) & mask;
    }

    /** The owner's index, or {@link #NO_OWNER}. */
    int find(long owner) {
        int mask = slots.length - 1;
        int slot = home(owner, mask);
        int index = slots[slot];
        while (index != NO_OWNER && id(index) != owner) {
            slot = (slot + 1) & mask;
            index = slots[slot];
        }
        return index;
    }

    /** Whose index this is. */
    long id(int index) {
        return owners[index * OWNER];
    }

    /** Pages that carry the index. */
    long pages(int index) {
        return owners[index * OWNER + 1];
    }

    void add(int index, long change) {
        owners[index * OWNER + 1] += change;
    }

    /** Pages of page cache that reclaim took from the owner, less those that were never known to be its own. */
    long reclaimed(int index) {
        return reclaimed[index];
    }

    void addReclaimed(int index, long change) {
        reclaimed[index] += change;
    }

    /** Gives up the index of an owner without pages. */
    void close(long owner) {
        int slot = slotOf(owner);
        int index = slots[slot];
        if (index == NO_OWNER) {
            return;
        }
        if (pages(index) != 0) {
            throw new IllegalStateException("owner " + owner + " is closed but holds " + pages(index) + " pages");
        }
        abandon(index);
        empty(slot);
    }

    /** Empties a slot and moves up those behind it that would not be found any more. */
    private void empty(int slot) {
        int mask = slots.length - 1;
        int hole = slot;
        for (int at = (slot + 1) & mask; slots[at] != NO_OWNER; at = (at + 1) & mask) {
            int home = home(id(slots[at]), mask);
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                slots[hole] = slots[at];
                hole = at;
            }
        }
        slots[hole] = NO_OWNER;
    }

    /** Every owner that holds pages, or has lost some to reclaim. */
    long[] ids() {
        return IntStream.range(0, used)
                .filter(index -> open[index] && (pages(index) != 0 || reclaimed[index] != 0))
                .mapToLong(this::id)
                .toArray();
    }

    /** Pages by owner, those with none left out. */
    Map<Long, Long> held() {
        Map<Long, Long> held = new HashMap<>();
        for (int index = 0; index < used; index++) {
            if (open[index] && pages(index) != 0) {
                held.put(id(index), pages(index));
            }
        }
        return held;
    }
}
