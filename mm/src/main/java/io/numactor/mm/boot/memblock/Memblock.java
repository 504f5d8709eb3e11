package io.numactor.mm.boot.memblock;

import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.page.PfnRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * The allocator of early boot (memblock, 6.1): which bytes are memory, which of them are taken. It hands out the
 * highest free bytes that fit, on the node asked for or, when that has none, anywhere; with movable nodes the lowest
 * ones, until it is known which memory may be unplugged.
 */
public final class Memblock {
    public static final int ANY_NODE = -1;
    public static final long PAGE_BYTES = 1L << PfnRange.PAGE_SHIFT;

    /** The smallest alignment of an allocation: a cache line. */
    public static final long CACHE_LINE_BYTES = 64;

    /** Whole pages of one region. */
    public record NodeRange(PfnRange pfns, int nid, boolean hotPluggable) {}

    private List<MemblockState.Region> memory = new ArrayList<>();
    private final TreeMap<Long, Long> reserved = new TreeMap<>();
    private final List<MemblockState.Reservation> taken = new ArrayList<>();
    private String label = "";
    private boolean bottomUp;
    private boolean avoidHotPluggable;

    /** Adds memory; what is there already stays. */
    public void add(long start, long end) {
        List<MemblockState.Region> all = new ArrayList<>(memory);
        all.add(new MemblockState.Region(start, end, ANY_NODE, false));
        all.sort((a, b) -> Long.compare(a.start(), b.start()));
        memory = merged(all);
    }

    public void setNode(long start, long end, int nid) {
        split(start, end, region -> new MemblockState.Region(region.start(), region.end(), nid, region.hotPluggable()));
    }

    public void setHotPluggable(long start, long end, boolean hotPluggable) {
        split(start, end, region -> new MemblockState.Region(region.start(), region.end(), region.nid(), hotPluggable));
    }

    /** Kernel allocations keep off memory that may be unplugged ({@code movable_node}). */
    public void avoidHotPluggable() {
        avoidHotPluggable = true;
    }

    /** From here on allocations take the lowest bytes. */
    public void bottomUp() {
        bottomUp = true;
    }

    public void topDown() {
        bottomUp = false;
    }

    boolean isBottomUp() {
        return bottomUp;
    }

    private interface Change {
        MemblockState.Region of(MemblockState.Region region);
    }

    private void split(long start, long end, Change change) {
        List<MemblockState.Region> all = new ArrayList<>();
        for (MemblockState.Region region : memory) {
            long from = Math.max(start, region.start());
            long to = Math.min(end, region.end());
            if (from >= to) {
                all.add(region);
                continue;
            }
            addIfNotEmpty(all, new MemblockState.Region(region.start(), from, region.nid(), region.hotPluggable()));
            all.add(change.of(new MemblockState.Region(from, to, region.nid(), region.hotPluggable())));
            addIfNotEmpty(all, new MemblockState.Region(to, region.end(), region.nid(), region.hotPluggable()));
        }
        memory = merged(all);
    }

    private static void addIfNotEmpty(List<MemblockState.Region> all, MemblockState.Region region) {
        if (region.start() < region.end()) {
            all.add(region);
        }
    }

    private static List<MemblockState.Region> merged(List<MemblockState.Region> sorted) {
        List<MemblockState.Region> merged = new ArrayList<>();
        for (MemblockState.Region next : sorted) {
            int top = merged.size() - 1;
            MemblockState.Region last = top < 0 ? next : merged.get(top);
            boolean joins = top >= 0
                    && next.start() <= last.end()
                    && next.nid() == last.nid()
                    && next.hotPluggable() == last.hotPluggable();
            if (joins) {
                merged.set(
                        top,
                        new MemblockState.Region(
                                last.start(), Math.max(last.end(), next.end()), last.nid(), last.hotPluggable()));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }

    /** What the following allocations are for. */
    public void label(String what) {
        label = what;
    }

    /** Takes [start, end), whether it is memory or not, whether it is free or not. */
    public void reserve(String what, long start, long end) {
        label = what;
        reserve(start, end);
    }

    /** As {@link #reserve(String, long, long)}, for what was named last. */
    public void reserve(long start, long end) {
        if (start >= end) {
            return;
        }
        note(start, end);
        long from = start;
        long to = end;
        Map.Entry<Long, Long> below = reserved.floorEntry(start);
        if (below != null && below.getValue() >= start) {
            from = below.getKey();
            to = Math.max(to, below.getValue());
        }
        Map.Entry<Long, Long> next = reserved.ceilingEntry(from);
        while (next != null && next.getKey() <= to) {
            to = Math.max(to, next.getValue());
            reserved.remove(next.getKey());
            next = reserved.ceilingEntry(from);
        }
        reserved.put(from, to);
    }

    /** One entry for each purpose and place: neighbours of one purpose are one. */
    private void note(long start, long end) {
        int top = taken.size() - 1;
        MemblockState.Reservation last = top < 0 ? new MemblockState.Reservation("", 0, 0) : taken.get(top);
        if (top >= 0 && last.what().equals(label) && (end == last.start() || start == last.end())) {
            taken.set(
                    top,
                    new MemblockState.Reservation(label, Math.min(start, last.start()), Math.max(end, last.end())));
        } else {
            taken.add(new MemblockState.Reservation(label, start, end));
        }
    }

    /** What is memory and what is taken, now. */
    public MemblockState state() {
        return new MemblockState(
                memory,
                reserved.entrySet().stream()
                        .map(range -> new ByteRange(range.getKey(), range.getValue()))
                        .toList(),
                taken);
    }

    /** Gives [start, end) back. */
    public void free(long start, long end) {
        Map.Entry<Long, Long> at = reserved.floorEntry(start);
        if (at == null || at.getValue() < end) {
            throw new IllegalStateException("bytes [0x%x, 0x%x) are not all reserved".formatted(start, end));
        }
        untake(start, end);
        reserved.remove(at.getKey());
        if (at.getKey() < start) {
            reserved.put(at.getKey(), start);
        }
        if (end < at.getValue()) {
            reserved.put(end, at.getValue());
        }
    }

    private void untake(long start, long end) {
        List<MemblockState.Reservation> left = new ArrayList<>();
        for (MemblockState.Reservation one : taken) {
            if (one.end() <= start || one.start() >= end) {
                left.add(one);
                continue;
            }
            if (one.start() < start) {
                left.add(new MemblockState.Reservation(one.what(), one.start(), start));
            }
            if (one.end() > end) {
                left.add(new MemblockState.Reservation(one.what(), end, one.end()));
            }
        }
        taken.clear();
        taken.addAll(left);
    }

    /** Reserves bytes anywhere on {@code nid}, else anywhere at all; empty when there is no room left. */
    public OptionalLong alloc(long bytes, long align, int nid) {
        return alloc(bytes, align, 0, Long.MAX_VALUE, nid);
    }

    /** As {@link #alloc(long, long, int)}, inside [min, max) where that is possible at all. */
    public OptionalLong alloc(long bytes, long align, long min, long max, int nid) {
        OptionalLong found = find(bytes, align, min, max, nid);
        if (found.isEmpty() && nid != ANY_NODE) {
            found = find(bytes, align, min, max, ANY_NODE);
        }
        if (found.isEmpty() && min > 0) {
            return alloc(bytes, align, 0, max, nid);
        }
        found.ifPresent(start -> reserve(start, start + bytes));
        return found;
    }

    /** As {@link #alloc(long, long, int)}, but only on that node. */
    public OptionalLong allocExact(long bytes, long align, long min, long max, int nid) {
        OptionalLong found = find(bytes, align, min, max, nid);
        found.ifPresent(start -> reserve(start, start + bytes));
        return found;
    }

    /** Where an allocation would go, without making it. */
    OptionalLong find(long bytes, long align, long min, long max, int nid) {
        long low = Math.max(min, PAGE_BYTES);
        if (isBottomUp()) {
            for (ByteRange gap : gaps(nid)) {
                long start = roundUp(Math.max(gap.start(), low), align);
                if (start + bytes <= Math.min(gap.end(), max)) {
                    return OptionalLong.of(start);
                }
            }
        }
        List<ByteRange> gaps = gaps(nid);
        for (int i = gaps.size() - 1; i >= 0; i--) {
            long start = (Math.min(gaps.get(i).end(), max) - bytes) & -align;
            if (start >= Math.max(gaps.get(i).start(), low)) {
                return OptionalLong.of(start);
            }
        }
        return OptionalLong.empty();
    }

    /** Free bytes, ascending, each inside one region. */
    private List<ByteRange> gaps(int nid) {
        List<ByteRange> gaps = new ArrayList<>();
        for (MemblockState.Region region : memory) {
            boolean fits = nid == ANY_NODE || region.nid() == nid;
            if (fits && !(avoidHotPluggable && region.hotPluggable())) {
                gaps.addAll(freeIn(region));
            }
        }
        return gaps;
    }

    private List<ByteRange> freeIn(MemblockState.Region region) {
        List<ByteRange> gaps = new ArrayList<>();
        Map.Entry<Long, Long> below = reserved.floorEntry(region.start());
        long from = below == null ? region.start() : Math.max(region.start(), below.getValue());
        for (Map.Entry<Long, Long> taken :
                reserved.subMap(region.start(), false, region.end(), false).entrySet()) {
            if (from < taken.getKey()) {
                gaps.add(new ByteRange(from, taken.getKey()));
            }
            from = Math.max(from, taken.getValue());
        }
        if (from < region.end()) {
            gaps.add(new ByteRange(from, region.end()));
        }
        return gaps;
    }

    public static long roundUp(long value, long align) {
        return (value + align - 1) & -align;
    }

    /** What goes to the buddy allocator: whole free pages, ascending. */
    public List<PfnRange> freeRanges() {
        return memory.stream()
                .flatMap(region -> freeIn(region).stream())
                .map(gap -> PfnRange.inside(gap.start(), gap.end()))
                .filter(range -> !range.isEmpty())
                .toList();
    }

    /** The memory in whole pages, ascending, with its node. */
    public List<NodeRange> ranges() {
        return memory.stream()
                .map(region -> new NodeRange(
                        PfnRange.inside(region.start(), region.end()), region.nid(), region.hotPluggable()))
                .filter(range -> !range.pfns().isEmpty())
                .toList();
    }

    /** Pages of memory in a range. */
    public long ramPages(long startPfn, long endPfn) {
        PfnRange asked = new PfnRange(startPfn, Math.max(startPfn, endPfn));
        return ranges().stream()
                .mapToLong(range -> range.pfns().intersection(asked).pages())
                .sum();
    }

    public boolean overlapsMemory(long start, long end) {
        return memory.stream().anyMatch(region -> region.start() < end && start < region.end());
    }

    /** Whether [start, end) is memory throughout (whatever its nodes). */
    public boolean isMemory(long start, long end) {
        long covered = memory.stream()
                .mapToLong(region -> Math.max(0, Math.min(end, region.end()) - Math.max(start, region.start())))
                .sum();
        return covered == end - start;
    }

    /** The nodes in which something is reserved. */
    public Set<Integer> nodesWithReservations() {
        Set<Integer> nodes = new HashSet<>();
        for (MemblockState.Region region : memory) {
            long free = freeIn(region).stream().mapToLong(ByteRange::bytes).sum();
            if (free < region.end() - region.start()) {
                nodes.add(region.nid());
            }
        }
        return nodes;
    }
}
