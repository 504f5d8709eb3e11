package io.numactor.mm.watermark;

import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.topology.ZoneType;
import java.util.List;

/**
 * {@code min_free_kbytes}: how much the machine keeps free for requests that cannot wait (2.6.24 to 6.1,
 * {@code calculate_min_free_kbytes} and {@code set_recommended_min_free_kbytes}). Such bursts grow slower than machines
 * do, so the value follows the square root of memory; huge pages ask for whole free pageblocks in every zone instead.
 */
final class MinFreeKbytes {
    private static final long LEAST = 128;
    private static final long PAGE_KBYTES = 4;
    private static final long PAGEBLOCK_PAGES = 512;

    /** Pageblocks wanted free in each zone: two, and one for each pair of the three types that pagesets hold. */
    private static final long PAGEBLOCKS_PER_ZONE = 2 + 3 * 3;

    /** Huge pages may raise the reserve to no more than this part of free memory: 5 %. */
    private static final long HUGE_PAGE_SHARE = 20;

    private MinFreeKbytes() {}

    /** Pages above the high marks of {@code marks} in zones that kernel data may use: not HighMem, not Movable, not Device. */
    static long bufferPages(List<ZoneCensus> census, TunedMachine marks) {
        return census.stream()
                .filter(MinFreeKbytes::holdsKernelData)
                .mapToLong(zone -> Math.max(
                        0, zone.managed() - marks.zone(zone.zone()).watermarks().high()))
                .sum();
    }

    /** Four times the square root of those pages in KiB. */
    static long wanted(long bufferPages) {
        return isqrt(bufferPages * PAGE_KBYTES * 16);
    }

    /** The base formula; the current value stays when the user once asked for as much or more. */
    static long recalculated(long currentKbytes, long bufferPages, Sysctls sysctls) {
        long kbytes = wanted(bufferPages);
        long most = sysctls.kernel().mostMinFreeKbytes();
        return kbytes > sysctls.userMinFreeKbytes() ? Math.min(Math.max(kbytes, LEAST), most) : currentKbytes;
    }

    /** What transparent huge pages raise the value to; never less than it is. */
    static long raisedForHugePages(
            long currentKbytes, long bufferPages, List<ZoneCensus> census, KernelVersion kernel) {
        long zones = census.stream()
                .filter(zone -> holdsKernelData(zone) || kernel.wantsMovablePageblocks())
                .filter(zone -> zone.present() != 0)
                .count();
        long pages = Math.min(PAGEBLOCK_PAGES * PAGEBLOCKS_PER_ZONE * zones, bufferPages / HUGE_PAGE_SHARE);
        return Math.max(currentKbytes, pages * PAGE_KBYTES);
    }

    /** The largest integer whose square is not above {@code value}: exact below 2^52, which is 2^46 pages. */
    private static long isqrt(long value) {
        return (long) Math.sqrt((double) value);
    }

    private static boolean holdsKernelData(ZoneCensus zone) {
        return zone.zone().type().compareTo(ZoneType.NORMAL) <= 0;
    }
}
