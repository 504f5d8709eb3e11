package io.numactor.mm.boot.e820;

import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.KernelImage;
import io.numactor.mm.boot.input.MemoryMap;
import io.numactor.mm.boot.input.MemoryMap.Entry;
import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.phase.BootLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the kernel makes of the memory map for others (x86-64, 6.1): {@code /proc/iomem} as far as it is about memory,
 * memory that hibernation must not save, the gap for PCI devices, and the buffers behind ends of RAM.
 */
public final class IoMem {
    private static final ByteRange SYSTEM_ROM = new ByteRange(0xf0000, 0x100000);
    private static final long MIB = 1L << 20;
    private static final long FOUR_GIB = 1L << 32;
    private static final long SMALLEST_GAP = 4 * MIB;

    private final List<Entry> entries;

    public IoMem(E820Table e820) {
        this.entries = e820.entries();
    }

    /** The tree, in the order of addresses. */
    public List<IoResource> resources(MemoryMap firmware, KernelImage image, List<ByteRange> crashKernel) {
        List<IoResource> top = new ArrayList<>();
        entries.forEach(entry -> top.add(new IoResource(0, entry.start(), entry.end(), name(entry.type()))));
        top.addAll(shownBuffers(firmware));
        boolean romIsFree = entries.stream()
                .noneMatch(entry -> entry.start() < SYSTEM_ROM.end() && SYSTEM_ROM.start() < entry.end());
        if (romIsFree) {
            top.add(new IoResource(0, SYSTEM_ROM.start(), SYSTEM_ROM.end(), "System ROM"));
        }
        List<IoResource> inner = new ArrayList<>();
        addInner(inner, image.text(), "Kernel code");
        addInner(inner, image.rodata(), "Kernel rodata");
        addInner(inner, image.data(), "Kernel data");
        addInner(inner, image.bss(), "Kernel bss");
        crashKernel.forEach(range -> addInner(inner, range, "Crash kernel"));
        if (!romIsFree) {
            addInner(inner, SYSTEM_ROM, "System ROM");
        }
        return nested(top, inner);
    }

    private static String name(MemoryMap.Type type) {
        return type.firmwareName();
    }

    private static void addInner(List<IoResource> inner, ByteRange range, String name) {
        if (range.bytes() > 0) {
            inner.add(new IoResource(1, range.start(), range.end(), name));
        }
    }

    /**
     * Buffers give way to all that is there. Below 4 GiB that are PCI windows, too, wherever the firmware's map has
     * nothing.
     */
    private List<IoResource> shownBuffers(MemoryMap firmware) {
        List<IoResource> shown = new ArrayList<>();
        for (ByteRange buffer : ramBuffers()) {
            TreeSet<Long> edges = new TreeSet<>(List.of(buffer.start(), buffer.end()));
            Stream.concat(entries.stream(), firmware.entries().stream())
                    .flatMap(entry -> Stream.of(entry.start(), entry.end()))
                    .filter(edge -> edge > buffer.start() && edge < buffer.end())
                    .forEach(edges::add);
            for (long from : edges.headSet(buffer.end())) {
                long to = edges.higher(from);
                boolean known = from >= FOUR_GIB || covers(firmware.entries(), from);
                if (known && !covers(entries, from)) {
                    shown.add(new IoResource(0, from, to, "RAM buffer"));
                }
            }
        }
        return joined(shown);
    }

    private static boolean covers(List<Entry> entries, long address) {
        return entries.stream().anyMatch(entry -> entry.start() <= address && address < entry.end());
    }

    private static List<IoResource> joined(List<IoResource> pieces) {
        List<IoResource> joined = new ArrayList<>();
        for (IoResource piece : pieces) {
            int top = joined.size() - 1;
            if (top >= 0 && joined.get(top).end() == piece.start()) {
                joined.set(top, new IoResource(0, joined.get(top).start(), piece.end(), piece.name()));
            } else {
                joined.add(piece);
            }
        }
        return joined;
    }

    private static List<IoResource> nested(List<IoResource> top, List<IoResource> inner) {
        List<IoResource> all = new ArrayList<>();
        top.sort(Comparator.comparingLong(IoResource::start));
        inner.sort(Comparator.comparingLong(IoResource::start));
        for (IoResource outer : top) {
            all.add(outer);
            inner.stream()
                    .filter(one -> one.start() >= outer.start() && one.end() <= outer.end())
                    .forEach(all::add);
        }
        return all;
    }

    /** What lies between RAM, in pages: {@code PM: hibernation: Registered nosave memory}. */
    public void printNosave(long maxPfn, BootLog log) {
        long last = 0;
        for (Entry entry : entries) {
            if (entry.type() == MemoryMap.Type.USABLE) {
                if (last < entry.start()) {
                    nosave(last, Memblock.roundUp(entry.start(), Memblock.PAGE_BYTES), log);
                }
                last = entry.end();
            }
        }
        nosave(last, maxPfn * Memblock.PAGE_BYTES, log);
    }

    private static void nosave(long from, long end, BootLog log) {
        long start = from & -Memblock.PAGE_BYTES;
        if (start < end) {
            log.line("PM: hibernation: Registered nosave memory: %s", BootLog.mem(start, end));
        }
    }

    /** The largest hole below 4 GiB, the lowest of several. */
    public void printPciGap(long maxPfn, BootLog log) {
        long last = FOUR_GIB;
        long gapStart = -1;
        long gapBytes = SMALLEST_GAP;
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry entry = entries.get(i);
            if (last > entry.end() && last - entry.end() >= gapBytes) {
                gapBytes = last - entry.end();
                gapStart = entry.end();
            }
            last = Math.min(last, entry.start());
        }
        if (gapStart < 0) {
            gapStart = maxPfn * Memblock.PAGE_BYTES + MIB;
            log.line("Cannot find an available gap in the 32-bit address range");
            log.line("PCI devices with unassigned 32-bit BARs may not work!");
        }
        log.line("%s available for PCI devices", BootLog.mem(gapStart, gapStart + gapBytes));
    }

    /** Behind each end of RAM up to the next border of 64 KiB, 1 MiB or 64 MiB nothing may be placed. */
    public List<ByteRange> ramBuffers() {
        return entries.stream()
                .filter(entry -> entry.type() == MemoryMap.Type.USABLE)
                .map(entry -> new ByteRange(entry.end(), Memblock.roundUp(entry.end(), alignment(entry.end()))))
                .filter(range -> range.bytes() > 1)
                .toList();
    }

    private static long alignment(long address) {
        long mib = address / MIB;
        return mib == 0 ? 64L << 10 : mib < 16 ? MIB : 64 * MIB;
    }
}
