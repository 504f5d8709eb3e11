package io.numactor.mm.page;

import java.util.ArrayList;
import java.util.List;

/**
 * A range of page frame numbers, half open: [start, end). One page is 4 KiB.
 *
 * @param start first page frame number
 * @param end first page frame number after the range; never less than {@code start}
 */
public record PfnRange(long start, long end) implements Comparable<PfnRange> {
    public static final int PAGE_SHIFT = 12;

    public PfnRange {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("pfn range [" + start + ", " + end + ") is not a range");
        }
    }

    /** The whole pages inside the bytes [startByte, endByte): the start is rounded up, the end down. */
    public static PfnRange inside(long startByte, long endByte) {
        long start = (startByte + (1L << PAGE_SHIFT) - 1) >> PAGE_SHIFT;
        return new PfnRange(start, Math.max(start, endByte >> PAGE_SHIFT));
    }

    public long pages() {
        return end - start;
    }

    public boolean isEmpty() {
        return start == end;
    }

    public boolean contains(long pfn) {
        return pfn >= start && pfn < end;
    }

    public boolean overlaps(PfnRange other) {
        return start < other.end && other.start < end;
    }

    /** What both ranges hold; empty (at the clipped start) when they hold nothing together. */
    public PfnRange intersection(PfnRange other) {
        long from = Math.max(start, other.start);
        return new PfnRange(from, Math.max(from, Math.min(end, other.end)));
    }

    /** The same pages in as few ranges as possible: those that meet or overlap become one. */
    public static List<PfnRange> join(List<PfnRange> ascending) {
        List<PfnRange> joined = new ArrayList<>();
        for (PfnRange range : ascending) {
            int last = joined.size() - 1;
            if (last >= 0 && joined.get(last).end >= range.start) {
                joined.set(last, new PfnRange(joined.get(last).start, Math.max(joined.get(last).end, range.end)));
            } else {
                joined.add(range);
            }
        }
        return List.copyOf(joined);
    }

    /** What is left of the ranges without the pages of {@code taken}. */
    public static List<PfnRange> without(List<PfnRange> ranges, PfnRange taken) {
        List<PfnRange> left = new ArrayList<>();
        for (PfnRange range : ranges) {
            if (!range.overlaps(taken)) {
                left.add(range);
                continue;
            }
            if (range.start < taken.start) {
                left.add(new PfnRange(range.start, taken.start));
            }
            if (range.end > taken.end) {
                left.add(new PfnRange(taken.end, range.end));
            }
        }
        return List.copyOf(left);
    }

    /** The ranges and one more, ascending, in as few as possible. */
    public static List<PfnRange> with(List<PfnRange> ranges, PfnRange more) {
        List<PfnRange> all = new ArrayList<>(ranges);
        all.add(more);
        all.sort(null);
        return join(all);
    }

    @Override
    public int compareTo(PfnRange other) {
        int byStart = Long.compare(start, other.start);
        return byStart != 0 ? byStart : Long.compare(end, other.end);
    }

    @Override
    public String toString() {
        return "pfn [0x" + Long.toHexString(start) + ", 0x" + Long.toHexString(end) + ")";
    }
}
