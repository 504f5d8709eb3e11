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
 * @param watermarkBoostFactor most that stealing raises the marks, in 1/10000 of the high mark; 0: never
 */
public record Sysctls(
        int watermarkScaleFactor,
        List<Integer> lowmemReserveRatio,
        int percpuPagelistHighFraction,
        long userMinFreeKbytes,
        int zoneReclaimMode,
        int watermarkBoostFactor) {
    /** What a kernel starts with. */
    public static final Sysctls DEFAULTS = new Sysctls(10, List.of(256, 256, 32, 0, 0), 0, -1, 0, 15_000);

    /** No zone's pageset may be capped at more than an eighth of it. */
    public static final int SMALLEST_HIGH_FRACTION = 8;

    public Sysctls {
        inRange("watermark_scale_factor", watermarkScaleFactor, 1, 3000);
        inRange("min_free_kbytes", userMinFreeKbytes, -1, Integer.MAX_VALUE);
        inRange("zone_reclaim_mode", zoneReclaimMode, 0, Integer.MAX_VALUE);
        inRange("watermark_boost_factor", watermarkBoostFactor, 0, Integer.MAX_VALUE);
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

    public Sysctls withWatermarkScaleFactor(int value) {
        return new Sysctls(
                value,
                lowmemReserveRatio,
                percpuPagelistHighFraction,
                userMinFreeKbytes,
                zoneReclaimMode,
                watermarkBoostFactor);
    }

    public Sysctls withLowmemReserveRatio(List<Integer> value) {
        return new Sysctls(
                watermarkScaleFactor,
                value,
                percpuPagelistHighFraction,
                userMinFreeKbytes,
                zoneReclaimMode,
                watermarkBoostFactor);
    }

    public Sysctls withPercpuPagelistHighFraction(int value) {
        return new Sysctls(
                watermarkScaleFactor,
                lowmemReserveRatio,
                value,
                userMinFreeKbytes,
                zoneReclaimMode,
                watermarkBoostFactor);
    }

    public Sysctls withUserMinFreeKbytes(long value) {
        return new Sysctls(
                watermarkScaleFactor,
                lowmemReserveRatio,
                percpuPagelistHighFraction,
                value,
                zoneReclaimMode,
                watermarkBoostFactor);
    }

    public Sysctls withZoneReclaimMode(int value) {
        return new Sysctls(
                watermarkScaleFactor,
                lowmemReserveRatio,
                percpuPagelistHighFraction,
                userMinFreeKbytes,
                value,
                watermarkBoostFactor);
    }

    public Sysctls withWatermarkBoostFactor(int value) {
        return new Sysctls(
                watermarkScaleFactor,
                lowmemReserveRatio,
                percpuPagelistHighFraction,
                userMinFreeKbytes,
                zoneReclaimMode,
                value);
    }

    private static void inRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("vm." + name + "=" + value + " is not in " + least + ".." + most);
        }
    }
}
