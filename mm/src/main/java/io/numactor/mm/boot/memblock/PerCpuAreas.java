package io.numactor.mm.boot.memblock;

import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.input.PerCpuArea;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The first chunk of per-CPU memory: whole huge pages on each CPU's node, the unused parts given back (6.1). */
public final class PerCpuAreas {
    private static final long HUGE = 2L << 20;

    /** Goal of node-local allocations: leave ZONE_DMA alone. */
    private static final long DMA_END = 16L << 20;

    private PerCpuAreas() {}

    public static void reserve(Memblock memblock, PerCpuArea area, List<Integer> cpuToNode) {
        Map<Integer, Integer> cpusOf = new LinkedHashMap<>();
        cpuToNode.forEach(nid -> cpusOf.merge(nid, 1, Integer::sum));
        long unit = Math.max(area.unitBytes(), Memblock.PAGE_BYTES);
        long unitsPerAlloc = Math.max(1, HUGE / unit);
        List<ByteRange> unused = new ArrayList<>();
        cpusOf.forEach((nid, cpus) -> {
            long bytes = (cpus + unitsPerAlloc - 1) / unitsPerAlloc * unitsPerAlloc * unit;
            OptionalLong start = memblock.alloc(bytes, HUGE, DMA_END, Long.MAX_VALUE, nid);
            start.ifPresent(at -> unused.addAll(unused(area, at, unit, cpus, bytes)));
        });
        unused.stream().filter(range -> range.bytes() > 0).forEach(range -> memblock.free(range.start(), range.end()));
    }

    private static List<ByteRange> unused(PerCpuArea area, long start, long unit, int cpus, long bytes) {
        List<ByteRange> unused = new ArrayList<>();
        long used = Math.min(unit, area.pages() * Memblock.PAGE_BYTES);
        for (int cpu = 0; cpu < cpus; cpu++) {
            unused.add(new ByteRange(start + cpu * unit + used, start + (cpu + 1) * unit));
        }
        unused.add(new ByteRange(start + cpus * unit, start + bytes));
        return unused;
    }
}
