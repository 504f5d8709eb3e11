package io.numactor.mm.zone;

import static io.numactor.mm.page.MemMap.PAGEBLOCK_PAGES;

import io.numactor.mm.page.MigrateType;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Copies what a zone is into a {@link ZoneSnapshot}. */
final class ZoneSnapshots {
    /** Pages of a section of the memory map (128 MiB): it exists as a whole where any of it is RAM. */
    private static final long SECTION_PAGES = 32_768;

    private ZoneSnapshots() {}

    static ZoneSnapshot of(Zone zone, long startPfn, long spanned, ZoneSet kernelZones) {
        Pagesets pagesets = zone.pagesets();
        long held = pagesets.made().stream().mapToLong(PerCpuPages::count).sum();
        return new ZoneSnapshot(
                zone.key(),
                startPfn,
                spanned,
                zone.span().present(),
                zone.managed(),
                zone.freePages(),
                zone.managed() - zone.area().pages() - held,
                zone.marks().watermarks(),
                zone.boost(),
                kernelZones.types().stream().map(zone.marks()::reserve).toList(),
                zone.marks().highAtomic(),
                zone.span().present() == 0 ? List.of() : counts(pagesets),
                pagesets.high(),
                pagesets.batch(),
                IntStream.range(0, FreeArea.ORDERS)
                        .mapToObj(order -> zone.area().nrFree(order))
                        .toList(),
                byType(zone.area()),
                pageblocks(zone, startPfn, startPfn + spanned),
                zone.counters().numa(),
                zone.counters().activity(),
                ZoneReclaim.of(zone.inactive()));
    }

    private static List<ZoneSnapshot.Pageset> counts(Pagesets pagesets) {
        return IntStream.range(0, pagesets.machineCpus())
                .mapToObj(cpu -> new ZoneSnapshot.Pageset(
                        cpu, pagesets.ifMade(cpu).map(PerCpuPages::count).orElse(0)))
                .toList();
    }

    private static List<List<Long>> byType(FreeArea area) {
        return IntStream.range(0, MigrateType.count())
                .mapToObj(type -> IntStream.range(0, FreeArea.ORDERS)
                        .mapToObj(order -> area.nrFree(order, type))
                        .toList())
                .toList();
    }

    /** As /proc/pagetypeinfo counts: in steps from the zone's first page, which need not begin a pageblock. */
    private static List<Long> pageblocks(Zone zone, long startPfn, long endPfn) {
        long[] counts = new long[MigrateType.count()];
        for (PfnRange there : sections(zone.span().memory())) {
            long first = Math.max(there.start(), startPfn);
            long steps = (first - startPfn + PAGEBLOCK_PAGES - 1) / PAGEBLOCK_PAGES;
            long end = Math.min(there.end(), endPfn);
            for (long pfn = startPfn + steps * PAGEBLOCK_PAGES; pfn < end; pfn += PAGEBLOCK_PAGES) {
                counts[zone.map().migrateType(zone.map().frame(pfn))]++;
            }
        }
        return LongStream.of(counts).boxed().toList();
    }

    /** The ranges widened to whole sections. */
    private static List<PfnRange> sections(List<PfnRange> memory) {
        List<PfnRange> widened = memory.stream()
                .map(range -> new PfnRange(
                        range.start() & -SECTION_PAGES, (range.end() + SECTION_PAGES - 1) & -SECTION_PAGES))
                .toList();
        return PfnRange.join(widened);
    }
}
