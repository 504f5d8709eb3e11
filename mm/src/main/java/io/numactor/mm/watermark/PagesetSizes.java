package io.numactor.mm.watermark;

import io.numactor.mm.kernel.PagesetRule;

/** How large the per-CPU pagesets of a zone are (2.6.24 to 6.1, {@code zone_batchsize} and {@code zone_highsize}). */
final class PagesetSizes {
    private PagesetSizes() {}

    /**
     * By the rule of the kernel. What is split, is split over the node's CPUs, or over all CPUs online when the node
     * has none.
     *
     * @param low the zone's low mark
     */
    static PagesetRule.Size of(ZoneCensus zone, long low, int onlineCpus, Sysctls sysctls) {
        int cpus = zone.nodeCpus() != 0 ? zone.nodeCpus() : onlineCpus;
        return sysctls.kernel().pagesets().size(zone.managed(), low, sysctls.percpuPagelistHighFraction(), cpus);
    }
}
