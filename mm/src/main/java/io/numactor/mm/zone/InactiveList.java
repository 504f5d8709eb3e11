package io.numactor.mm.zone;

import static io.numactor.mm.page.MemMap.NO_FRAME;

import io.numactor.mm.page.FrameState;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.topology.ZoneKey;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The blocks of one zone that their owners marked as page cache, oldest first: what reclaim may take back without
 * asking ({@code LRU_INACTIVE_FILE}, 6.1; nothing here is ever touched again, dirty or mapped, so there is no active
 * list).
 *
 * <p>The memory map has one bit for such a block; its place in the order is kept apart, in a ring of (frame, grant)
 * pairs, so that other pages cost nothing. A block that its owner frees stays in the ring and is passed over later: its
 * bit or its grant tells. Links through the map would need two more words for every frame; the ring costs 8 bytes for
 * each block on it, and is swept when more than half of it is left over.
 */
public final class InactiveList {
    private static final int SMALLEST_RING = 64;
    private static final long GRANT_MASK = 0xffff_ffffL;

    private final MemMap map;
    private final long[] reclaimed = new long[Reclaimer.values().length];
    private long[] ring = {};
    private int head;
    private int size;
    private int blocks;
    private long pages;

    InactiveList(MemMap map) {
        this.map = map;
    }

    /** Pages that could be reclaimed. */
    public long pages() {
        return pages;
    }

    /** Pages reclaimed since boot. */
    public long reclaimed(Reclaimer by) {
        return reclaimed[by.ordinal()];
    }

    /** Marks a block that was just handed out; it becomes the youngest. */
    public void add(int frame, int order) {
        if (size == ring.length) {
            makeRoom();
        }
        map.setState(frame, order, map.state(frame) | FrameState.RECLAIMABLE);
        ring[slot(size++)] = (long) frame << 32 | (map.grantOf(frame) & GRANT_MASK);
        blocks++;
        pages += 1L << order;
    }

    /** A marked block is no longer handed out, or no longer marked. */
    public void remove(int order) {
        blocks--;
        pages -= 1L << order;
    }

    /** The oldest marked block, or {@link MemMap#NO_FRAME}. */
    public int oldest() {
        while (size > 0) {
            long entry = ring[head];
            if (isMarked(entry)) {
                return frame(entry);
            }
            head = slot(1);
            size--;
        }
        return NO_FRAME;
    }

    /** Counts pages that were taken back. */
    public void countReclaimed(Reclaimer by, long count) {
        reclaimed[by.ordinal()] += count;
    }

    private boolean isMarked(long entry) {
        int state = map.state(frame(entry));
        return FrameState.isReclaimable(state) && map.grantOf(frame(entry)) == (int) entry;
    }

    private static int frame(long entry) {
        return (int) (entry >>> 32);
    }

    private int slot(int at) {
        return head + at & ring.length - 1;
    }

    /** Drops what is left over; doubles the ring unless that won back half of it. */
    private void makeRoom() {
        long[] wider = new long[Math.max(SMALLEST_RING, blocks * 2 > ring.length ? ring.length * 2 : ring.length)];
        int kept = 0;
        for (int at = 0; at < size; at++) {
            long entry = ring[slot(at)];
            if (isMarked(entry)) {
                wider[kept++] = entry;
            }
        }
        ring = wider;
        head = 0;
        size = kept;
    }

    /**
     * Compares with what the ring holds.
     *
     * @throws IllegalStateException with both numbers
     */
    void validate(ZoneKey zone) {
        BitSet found = new BitSet();
        long foundPages = Arrays.stream(entries())
                .filter(this::isMarked)
                .mapToInt(InactiveList::frame)
                .filter(frame -> !found.get(frame))
                .peek(found::set)
                .mapToLong(frame -> 1L << FrameState.order(map.state(frame)))
                .sum();
        if (foundPages != pages || found.cardinality() != blocks) {
            throw new IllegalStateException(zone + ": " + foundPages + " pages in " + found.cardinality()
                    + " blocks can be reclaimed by the list, but " + pages + " in " + blocks);
        }
    }

    private long[] entries() {
        long[] entries = new long[size];
        for (int at = 0; at < size; at++) {
            entries[at] = ring[slot(at)];
        }
        return entries;
    }
}
