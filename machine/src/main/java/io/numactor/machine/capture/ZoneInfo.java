package io.numactor.machine.capture;

import io.numactor.machine.document.SourceFile;
import io.numactor.mm.topology.ZoneKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** {@code /proc/zoneinfo} (Linux 6.1): every zone of every online node, empty ones included. */
public record ZoneInfo(SortedMap<ZoneKey, Zone> zones) {
    /**
     * One zone, in pages.
     *
     * @param free the counter that watermark tests use
     * @param boost what min, low and high are raised by at the moment
     * @param min as printed: with boost
     * @param low as printed: with boost
     * @param high as printed: with boost
     * @param protection lowmem reserve, one for each zone type
     * @param startPfn first page frame number; 0 in an empty zone, which prints none
     * @param pagesets by CPU number; empty in an empty zone
     * @param counters {@code nr_*} and {@code numa_*} of the zone, by name
     */
    public record Zone(
            long free,
            long boost,
            long min,
            long low,
            long high,
            long spanned,
            long present,
            long managed,
            List<Long> protection,
            long startPfn,
            SortedMap<Integer, Pageset> pagesets,
            Map<String, Long> counters) {}

    /** One CPU's pageset of a zone: pages in it, pages at which it drains, pages per refill. */
    public record Pageset(long count, long high, long batch) {}

    /** The zone, where it is described. */
    public Optional<Zone> zone(ZoneKey key) {
        return Optional.ofNullable(zones.get(key));
    }

    /**
     * Reads the file.
     *
     * @throws io.numactor.machine.MachineRefused with the line, when it is damaged or of another architecture
     */
    public static ZoneInfo parse(SourceFile source) {
        return new ZoneInfoParser(source).parse();
    }
}
