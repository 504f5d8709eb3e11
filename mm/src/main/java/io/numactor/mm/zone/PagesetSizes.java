package io.numactor.mm.zone;

/** How large the per-CPU pagesets of a zone are (Linux 6.1, {@code zone_batchsize} and {@code zone_highsize}). */
final class PagesetSizes {
    /** A refill moves no more than a quarter of 1 MiB. */
    private static final long BATCH_CAP_PAGES = 256;

    /** A pageset holds at least this many batches. */
    private static final int BATCHES_HELD = 4;

    private PagesetSizes() {}

    /** Pages per refill: one less than a power of two, so that refills do not walk the caches in step; at least 1. */
    static int batch(long managed) {
        long share = Math.max(1, Math.min(managed >> 10, BATCH_CAP_PAGES) / 4);
        return (int) Math.max(1, Long.highestOneBit(share + share / 2) - 1);
    }

    /**
     * Pages that each CPU's pageset may hold: the zone's low mark (or its part of the zone, with a fraction set) split
     * over the node's CPUs, or over all CPUs online when the node has none.
     */
    static int high(ZoneCensus zone, long low, int batch, int onlineCpus, Sysctls sysctls) {
        int fraction = sysctls.percpuPagelistHighFraction();
        long total = fraction == 0 ? low : zone.managed() / fraction;
        int cpus = zone.nodeCpus() != 0 ? zone.nodeCpus() : onlineCpus;
        return (int) Math.max(total / Math.max(1, cpus), (long) BATCHES_HELD * batch);
    }
}
