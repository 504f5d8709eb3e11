package io.numactor.mm.boot.e820;

import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.input.MemoryMap.Entry;
import io.numactor.mm.boot.phase.BootLog;
import io.numactor.mm.page.PfnRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** The firmware's memory map as the kernel keeps it: sorted, without overlaps, and edited while booting (6.1). */
public final class E820Table {
    /** Four-level page tables: 46 physical address bits. */
    public static final long MAX_ARCH_PFN = 1L << (46 - PfnRange.PAGE_SHIFT);

    /** 4 GiB. */
    public static final long MAX_DMA32_PFN = 1L << (32 - PfnRange.PAGE_SHIFT);

    private List<Entry> entries;

    private E820Table(List<Entry> entries) {
        this.entries = entries;
    }

    public static E820Table of(MemoryMap map) {
        E820Table table = new E820Table(map.entries());
        table.sanitize();
        return table;
    }

    public List<Entry> entries() {
        return entries;
    }

    /** The usable entries, ascending. */
    public List<Entry> usable() {
        return entries.stream()
                .filter(entry -> entry.type() == MemoryMap.Type.USABLE)
                .toList();
    }

    /** Sorts; where entries overlap the one with the highest type number wins; joins neighbours of one type. */
    public void sanitize() {
        TreeSet<Long> edges = new TreeSet<>();
        entries.forEach(entry -> {
            edges.add(entry.start());
            edges.add(entry.end());
        });
        List<Entry> sorted = new ArrayList<>();
        for (Long from : edges) {
            Long to = edges.higher(from);
            if (to != null) {
                entries.stream()
                        .filter(entry -> entry.start() <= from && entry.end() > from)
                        .map(Entry::type)
                        .max(Comparator.comparingLong(type -> Integer.toUnsignedLong(type.number())))
                        .ifPresent(type -> append(sorted, new Entry(from, to, type)));
            }
        }
        entries = List.copyOf(sorted);
    }

    /** Soft reserved ranges may belong to different nodes or devices and are never joined. */
    private static void append(List<Entry> sorted, Entry next) {
        Entry last = sorted.isEmpty() ? next : sorted.get(sorted.size() - 1);
        if (last.end() == next.start() && last.type() == next.type() && next.type() != MemoryMap.Type.SOFT_RESERVED) {
            sorted.set(sorted.size() - 1, new Entry(last.start(), next.end(), next.type()));
        } else {
            sorted.add(next);
        }
    }

    void add(Entry entry) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(entry);
        entries = List.copyOf(more);
    }

    void clear() {
        entries = List.of();
    }

    /** Turns what is {@code from} in [start, end) into {@code to}. */
    public void update(long start, long end, MemoryMap.Type from, MemoryMap.Type to, BootLog log) {
        log.line("e820: update %s %s ==> %s", BootLog.mem(start, end), from.word(), to.word());
        edit(start, end, from, piece -> new Entry(piece.start(), piece.end(), to));
    }

    /** Takes what is {@code type} in [start, end) out of the map; {@code end} may be -1, the end of the address space. */
    public void remove(long start, long end, MemoryMap.Type type, BootLog log) {
        log.line("e820: remove %s %s", BootLog.mem(start, end), type.word());
        long last = end < 0 ? Long.MAX_VALUE : end;
        entries = entries.stream()
                .flatMap(entry -> entry.type() == type ? outside(entry, start, last).stream() : List.of(entry).stream())
                .toList();
    }

    private void edit(long start, long end, MemoryMap.Type type, UnaryOperator<Entry> change) {
        List<Entry> edited = new ArrayList<>();
        for (Entry entry : entries) {
            long from = Math.max(start, entry.start());
            long to = Math.min(end, entry.end());
            if (entry.type() == type && from < to) {
                edited.addAll(outside(entry, start, end));
                edited.add(change.apply(new Entry(from, to, type)));
            } else {
                edited.add(entry);
            }
        }
        entries = List.copyOf(edited);
    }

    private static List<Entry> outside(Entry entry, long start, long end) {
        if (entry.end() <= start || entry.start() >= end) {
            return List.of(entry);
        }
        List<Entry> left = new ArrayList<>();
        if (entry.start() < start) {
            left.add(new Entry(entry.start(), start, entry.type()));
        }
        if (entry.end() > end) {
            left.add(new Entry(end, entry.end(), entry.type()));
        }
        return left;
    }

    /** First pfn after all usable memory below {@code limitPfn}. */
    public long endOfRamPfn(long limitPfn, BootLog log) {
        return endOfRamPfn(limitPfn, MAX_ARCH_PFN, log);
    }

    /** The same on a machine that can address no more than {@code maxArchPfn} pages. */
    public long endOfRamPfn(long limitPfn, long maxArchPfn, BootLog log) {
        long last = 0;
        for (Entry entry : usable()) {
            if (entry.start() >> PfnRange.PAGE_SHIFT < limitPfn) {
                last = Math.max(last, Math.min(limitPfn, entry.end() >> PfnRange.PAGE_SHIFT));
            }
        }
        log.line("last_pfn = 0x%x max_arch_pfn = 0x%x", last, maxArchPfn);
        return last;
    }

    public void print(String who, BootLog log) {
        entries.forEach(entry -> log.line(
                "%s",
                log.kernel()
                        .memoryMapLine(
                                who,
                                entry.start(),
                                entry.end(),
                                entry.type().word(),
                                entry.type().number())));
    }
}
