package io.numactor.mm.watermark;

import io.numactor.mm.kernel.WatermarkSteps;

/** A zone's marks as its share of min_free_kbytes: {@code __setup_per_zone_wmarks} (2.6.24 to 6.1). Pages. */
final class WatermarkFormula {
    private static final int KBYTES_TO_PAGES_SHIFT = 2;

    /** A zone of high memory keeps a 1024th of itself, within 32 to 128 pages (SWAP_CLUSTER_MAX and four times that). */
    private static final long HIGHMEM_PART = 1024;

    private static final long LEAST_HIGHMEM_MIN = 32;
    private static final long MOST_HIGHMEM_MIN = 128;

    private final long minFreePages;
    private final long lowmemPages;
    private final int scaleFactor;
    private final WatermarkSteps steps;

    /**
     * @param minFreeKbytes machine-wide reserve, KiB
     * @param lowmemPages managed pages of all zones that share it: every one that is not high memory
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
        return withSteps(share(managed), managed);
    }

    /**
     * The marks of a zone of high memory: kernel data does not live there, so it keeps only a little free, while its
     * steps are those of the share it would have had.
     */
    Watermarks ofHighMemory(long managed) {
        return withSteps(Math.min(Math.max(managed / HIGHMEM_PART, LEAST_HIGHMEM_MIN), MOST_HIGHMEM_MIN), managed);
    }

    private Watermarks withSteps(long min, long managed) {
        long share = share(managed);
        return new Watermarks(
                min,
                min + steps.toLow(share, managed, scaleFactor),
                min + steps.toHigh(share, managed, scaleFactor),
                min + steps.toPromo(share, managed, scaleFactor));
    }

    private long share(long managed) {
        return lowmemPages == 0 ? 0 : minFreePages * managed / lowmemPages;
    }
}
