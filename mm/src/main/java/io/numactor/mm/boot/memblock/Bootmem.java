package io.numactor.mm.boot.memblock;

import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.page.PfnRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;

/**
 * The allocator of early boot in 2.6.24: one bit for each page of low memory, set where it is taken. It takes the first
 * pages that fit above a goal, and packs small requests into what its last allocation left of a page.
 */
public final class Bootmem {
    private static final long PAGE = Memblock.PAGE_BYTES;

    private final long startPfn;
    private final int pages;
    private final long bitmapPfn;
    private final int wordBytes;
    private final BitSet used = new BitSet();
    private final List<MemblockState.Reservation> taken = new ArrayList<>();
    private long lastSuccess;
    private long lastPage = -1;
    private long lastOffset;

    /**
     * {@code init_bootmem}: everything counts as taken.
     *
     * @param startPfn first page that has a bit
     * @param endPfn first page behind those
     * @param bitmapPfn where the bitmap itself lies
     * @param wordBytes size of a long
     */
    public Bootmem(long startPfn, long endPfn, long bitmapPfn, int wordBytes) {
        this.startPfn = startPfn;
        this.pages = Math.toIntExact(endPfn - startPfn);
        this.bitmapPfn = bitmapPfn;
        this.wordBytes = wordBytes;
        used.set(0, pages);
    }

    /** Whole words. */
    long bitmapBytes() {
        return Memblock.roundUp((pages + 7) / 8, wordBytes);
    }

    long bitmapPages() {
        return (bitmapBytes() + PAGE - 1) / PAGE;
    }

    public ByteRange bitmap() {
        return new ByteRange(bitmapPfn * PAGE, bitmapPfn * PAGE + bitmapBytes());
    }

    /** {@code free_bootmem}: the whole pages of [start, end). */
    public void free(long start, long end) {
        PfnRange range = PfnRange.inside(start, end).intersection(new PfnRange(startPfn, startPfn + pages));
        if (!range.isEmpty()) {
            used.clear((int) (range.start() - startPfn), (int) (range.end() - startPfn));
        }
    }

    /** {@code reserve_bootmem}: every page that [start, end) touches. */
    public void reserve(String what, long start, long end) {
        long from = Math.max(startPfn, start / PAGE);
        long to = Math.min(startPfn + pages, (end + PAGE - 1) / PAGE);
        if (from < to) {
            used.set((int) (from - startPfn), (int) (to - startPfn));
            taken.add(new MemblockState.Reservation(what, start, end));
        }
    }

    /**
     * {@code __alloc_bootmem_core}: bytes at or above the goal, else anywhere.
     *
     * @return their address; empty when there is no room
     */
    public OptionalLong alloc(String what, long bytes, long align, long goal) {
        long base = startPfn * PAGE;
        long preferred = goal >= base && goal / PAGE < startPfn + pages ? goal - base : 0;
        if (preferred > 0 && lastSuccess >= preferred) {
            preferred = lastSuccess;
        }
        int areaPages = (int) ((bytes + PAGE - 1) / PAGE);
        int step = (int) Math.max(1, align / PAGE);
        int from = (int) (Memblock.roundUp(preferred, align) / PAGE);
        int first = firstFit(from, areaPages, step);
        if (first < 0 && from > 0) {
            first = firstFit(0, areaPages, step);
        }
        return first < 0 ? OptionalLong.empty() : OptionalLong.of(take(what, first, areaPages, bytes, align));
    }

    private int firstFit(int from, int areaPages, int step) {
        int at = used.nextClearBit(from);
        while (true) {
            at = (at + step - 1) / step * step;
            if (at + areaPages > pages) {
                return -1;
            }
            int blocked = used.nextSetBit(at);
            if (blocked < 0 || blocked >= at + areaPages) {
                return at;
            }
            at = used.nextClearBit(blocked);
        }
    }

    private long take(String what, int first, int areaPages, long bytes, long align) {
        lastSuccess = first * PAGE;
        long address = first * PAGE;
        int extra = areaPages;
        if (align < PAGE && lastOffset != 0 && lastPage + 1 == first) {
            long offset = Memblock.roundUp(lastOffset, align);
            long left = PAGE - offset;
            address = lastPage * PAGE + offset;
            if (bytes < left) {
                extra = 0;
                lastOffset = offset + bytes;
            } else {
                extra = (int) ((bytes - left + PAGE - 1) / PAGE);
                lastPage = first + extra - 1L;
                lastOffset = (bytes - left) % PAGE;
            }
        } else {
            lastPage = first + areaPages - 1L;
            lastOffset = bytes % PAGE;
        }
        used.set(first, first + extra);
        long start = startPfn * PAGE + address;
        taken.add(new MemblockState.Reservation(what, start, start + bytes));
        return start;
    }

    public boolean isUsed(long pfn) {
        return used.get((int) (pfn - startPfn));
    }

    /** Pages that are free, ascending. */
    public List<PfnRange> freeRanges() {
        List<PfnRange> free = new ArrayList<>();
        for (int from = used.nextClearBit(0); from < pages; ) {
            int to = used.nextSetBit(from);
            to = to < 0 ? pages : Math.min(to, pages);
            free.add(new PfnRange(startPfn + from, startPfn + to));
            from = used.nextClearBit(to);
        }
        return free;
    }

    /** What the bitmap says: memory is what has bits, reserved what is set. */
    public MemblockState state(int nid) {
        List<ByteRange> reserved = new ArrayList<>();
        for (int from = used.nextSetBit(0); from >= 0; ) {
            int to = Math.min(pages, used.nextClearBit(from));
            reserved.add(new ByteRange((startPfn + from) * PAGE, (startPfn + to) * PAGE));
            from = used.nextSetBit(to);
        }
        List<MemblockState.Region> memory =
                List.of(new MemblockState.Region(startPfn * PAGE, (startPfn + pages) * PAGE, nid, false));
        return new MemblockState(memory, reserved, List.copyOf(taken));
    }
}
