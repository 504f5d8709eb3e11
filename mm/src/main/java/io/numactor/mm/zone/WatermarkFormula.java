package io.numactor.mm.zone;

/** A zone's marks as its share of min_free_kbytes: {@code __setup_per_zone_wmarks} (Linux 6.1, x86-64). Pages. */
final class WatermarkFormula {
    private static final int KBYTES_TO_PAGES_SHIFT = 2;
    private static final long SCALE = 10000;

    private final long minFreePages;
    private final long lowmemPages;
    private final int scaleFactor;

    /**
     * @param minFreeKbytes machine-wide reserve, KiB
     * @param lowmemPages managed pages of all zones that share it: on x86-64 every zone, Movable too
     * @param scaleFactor vm.watermark_scale_factor
     */
    WatermarkFormula(long minFreeKbytes, long lowmemPages, int scaleFactor) {
        this.minFreePages = minFreeKbytes >> KBYTES_TO_PAGES_SHIFT;
        this.lowmemPages = lowmemPages;
        this.scaleFactor = scaleFactor;
    }

    /** The marks of a zone with so many managed pages; 0 for an empty zone. */
    Watermarks of(long managed) {
        long min = lowmemPages == 0 ? 0 : minFreePages * managed / lowmemPages;
        long gap = Math.max(min / 4, managed * scaleFactor / SCALE);
        return new Watermarks(min, min + gap, min + 2 * gap, min + 3 * gap);
    }
}
