package io.numactor.mm.zone;

import io.numactor.mm.kernel.WatermarkSteps;

/** A zone's marks as its share of min_free_kbytes: {@code __setup_per_zone_wmarks} (2.6.24 to 6.1, x86-64). Pages. */
final class WatermarkFormula {
    private static final int KBYTES_TO_PAGES_SHIFT = 2;
    private final long minFreePages;
    private final long lowmemPages;
    private final int scaleFactor;
    private final WatermarkSteps steps;

    /**
     * @param minFreeKbytes machine-wide reserve, KiB
     * @param lowmemPages managed pages of all zones that share it: on x86-64 every zone, Movable too
     * @param sysctls the tunables of the kernel whose formula it is
     */
    WatermarkFormula(long minFreeKbytes, long lowmemPages, Sysctls sysctls) {
        this.minFreePages = minFreeKbytes >> KBYTES_TO_PAGES_SHIFT;
        this.lowmemPages = lowmemPages;
        this.scaleFactor = sysctls.watermarkScaleFactor();
        this.steps = sysctls.kernel().watermarkSteps();
    }

    /** The marks of a zone with so many managed pages; 0 for an empty zone. */
    Watermarks of(long managed) {
        long min = lowmemPages == 0 ? 0 : minFreePages * managed / lowmemPages;
        return new Watermarks(
                min,
                min + steps.toLow(min, managed, scaleFactor),
                min + steps.toHigh(min, managed, scaleFactor),
                min + steps.toPromo(min, managed, scaleFactor));
    }
}
