package io.numactor.mm.zone;

import java.util.List;

/**
 * The tunables under {@code vm.} that zones are computed from (Linux 6.1), with the kernel's ranges.
 *
 * @param watermarkScaleFactor distance between marks in 1/10000 of a zone's managed pages, 1..3000
 * @param lowmemReserveRatio divisor of each zone's reserve, one per {@link ZoneType}; less than 1 reserves nothing
 * @param percpuPagelistHighFraction pagesets hold managed / this; 0: they follow the low mark; else at least 8
 * @param userMinFreeKbytes what the user asked {@code min_free_kbytes} to be at least, KiB; -1: nothing yet
 * @param zoneReclaimMode bits 1 (reclaim), 2 (write), 4 (unmap); not negative
 */
public record Sysctls(
        int watermarkScaleFactor,
        List<Integer> lowmemReserveRatio,
        int percpuPagelistHighFraction,
        long userMinFreeKbytes,
        int zoneReclaimMode) {
    /** What a kernel starts with. */
    public static final Sysctls DEFAULTS = new Sysctls(10, List.of(256, 256, 32, 0, 0), 0, -1, 0);

    /** No zone's pageset may be capped at more than an eighth of it. */
    private static final int SMALLEST_HIGH_FRACTION = 8;

    public Sysctls {
        inRange("watermark_scale_factor", watermarkScaleFactor, 1, 3000);
        inRange("min_free_kbytes", userMinFreeKbytes, -1, Integer.MAX_VALUE);
        inRange("zone_reclaim_mode", zoneReclaimMode, 0, Integer.MAX_VALUE);
        if (percpuPagelistHighFraction != 0) {
            inRange(
                    "percpu_pagelist_high_fraction",
                    percpuPagelistHighFraction,
                    SMALLEST_HIGH_FRACTION,
                    Integer.MAX_VALUE);
        }
        if (lowmemReserveRatio.size() != ZoneType.count()) {
            throw new IllegalArgumentException("lowmem_reserve_ratio has " + lowmemReserveRatio.size()
                    + " values, not one for each of " + ZoneType.count() + " zones");
        }
        lowmemReserveRatio =
                lowmemReserveRatio.stream().map(ratio -> Math.max(0, ratio)).toList();
    }

    /** The divisor of one zone's reserve; 0: it reserves nothing. */
    @SuppressWarnings("EnumOrdinal") // the list is by zone index, as in the sysctl
    public int lowmemReserveRatio(ZoneType type) {
        return lowmemReserveRatio.get(type.ordinal());
    }

    public Sysctls withWatermarkScaleFactor(int factor) {
        return new Sysctls(factor, lowmemReserveRatio, percpuPagelistHighFraction, userMinFreeKbytes, zoneReclaimMode);
    }

    public Sysctls withLowmemReserveRatio(List<Integer> ratio) {
        return new Sysctls(watermarkScaleFactor, ratio, percpuPagelistHighFraction, userMinFreeKbytes, zoneReclaimMode);
    }

    public Sysctls withPercpuPagelistHighFraction(int fraction) {
        return new Sysctls(watermarkScaleFactor, lowmemReserveRatio, fraction, userMinFreeKbytes, zoneReclaimMode);
    }

    public Sysctls withUserMinFreeKbytes(long kbytes) {
        return new Sysctls(
                watermarkScaleFactor, lowmemReserveRatio, percpuPagelistHighFraction, kbytes, zoneReclaimMode);
    }

    public Sysctls withZoneReclaimMode(int mode) {
        return new Sysctls(
                watermarkScaleFactor, lowmemReserveRatio, percpuPagelistHighFraction, userMinFreeKbytes, mode);
    }

    private static void inRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("vm." + name + "=" + value + " is not in " + least + ".." + most);
        }
    }
}
