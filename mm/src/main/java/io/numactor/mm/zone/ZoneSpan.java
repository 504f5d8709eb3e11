package io.numactor.mm.zone;

import io.numactor.mm.page.PfnRange;
import java.util.List;

/**
 * Which pages a zone spans and which of them are RAM: {@code zone_start_pfn}, {@code spanned_pages} and
 * {@code present_pages} (6.1). Memory hotplug extends and shrinks it.
 *
 * @param startPfn first page frame number of the span; 0 when it is empty
 * @param spanned pages from the first to the last, holes included
 * @param memory RAM of the zone, ascending, disjoint, inside the span
 */
public record ZoneSpan(long startPfn, long spanned, List<PfnRange> memory) {
    public static final ZoneSpan EMPTY = new ZoneSpan(0, 0, List.of());

    /** Memory is described section by section (128 MiB): a span that shrinks ends where one does. */
    private static final long SECTION_PAGES = 32_768;

    public ZoneSpan {
        memory = List.copyOf(memory);
    }

    public long present() {
        return memory.stream().mapToLong(PfnRange::pages).sum();
    }

    public PfnRange range() {
        return new PfnRange(startPfn, startPfn + spanned);
    }

    /** Whether the span, not necessarily its RAM, touches the range. */
    public boolean intersects(PfnRange range) {
        return spanned != 0 && range().overlaps(range);
    }

    /** Whether the range is RAM of the zone from end to end. */
    public boolean isRam(PfnRange range) {
        return memory.stream().anyMatch(ram -> ram.intersection(range).equals(range));
    }

    /** With one range of RAM more: {@code resize_zone_range}. */
    public ZoneSpan with(PfnRange more) {
        long start = spanned == 0 ? more.start() : Math.min(startPfn, more.start());
        long end = spanned == 0 ? more.end() : Math.max(startPfn + spanned, more.end());
        return new ZoneSpan(start, end - start, PfnRange.with(memory, more));
    }

    /** With one range of RAM less: the span shrinks only where the range was at one of its ends. */
    public ZoneSpan without(PfnRange taken) {
        List<PfnRange> left = PfnRange.without(memory, taken);
        if (left.isEmpty()) {
            return EMPTY;
        }
        long start = taken.start() == startPfn ? left.get(0).start() : startPfn;
        long end = startPfn + spanned;
        if (taken.end() == end) {
            long lastRam = left.get(left.size() - 1).end();
            end = Math.min(end, (lastRam + SECTION_PAGES - 1) & -SECTION_PAGES);
        }
        return new ZoneSpan(start, end - start, left);
    }
}
