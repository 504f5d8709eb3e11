package io.numactor.mm.watermark;

import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.kernel.ZonelistOrder;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import java.util.List;

/**
 * The tunables under {@code vm.} that zones are computed from, with the ranges that their kernel has.
 *
 * @param watermarkScaleFactor distance between marks in 1/10000 of a zone's managed pages, 1..3000
 * @param lowmemReserveRatio divisor of each zone's reserve, by the kernel's zone index; less than 1 reserves nothing
 * @param percpuPagelistHighFraction pagesets hold managed / this; 0: they follow the low mark; else at least 8
 * @param userMinFreeKbytes what the user asked {@code min_free_kbytes} to be at least, KiB; -1: nothing yet
 * @param zoneReclaimMode bits 1 (reclaim), 2 (write), 4 (unmap); not negative
 * @param watermarkBoostFactor most that stealing raises the marks, in 1/10000 of the high mark; 0: never
 * @param kernel whose tunables they are, and whose formulas are used with them
 * @param zones that this kernel is built with
 * @param numaZonelistOrder what comes first in zonelists; the default where the kernel has no choice
 */
public record Sysctls(
        int watermarkScaleFactor,
        List<Integer> lowmemReserveRatio,
        int percpuPagelistHighFraction,
        long userMinFreeKbytes,
        int zoneReclaimMode,
        int watermarkBoostFactor,
        KernelVersion kernel,
        ZoneSet zones,
        ZonelistOrder numaZonelistOrder) {
    /** What 6.1 starts with. */
    public static final Sysctls DEFAULTS = of(KernelVersion.V6_1);

    /** No zone's pageset may be capped at more than an eighth of it. */
    public static final int SMALLEST_HIGH_FRACTION = 8;

    public Sysctls {
        inRange("watermark_scale_factor", watermarkScaleFactor, 1, kernel.mostWatermarkScaleFactor());
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
        if (lowmemReserveRatio.size() != zones.size()) {
            throw new IllegalArgumentException("lowmem_reserve_ratio has " + lowmemReserveRatio.size()
                    + " values, not one for each of " + zones.size() + " zones");
        }
        int least = kernel.leastReserveRatio();
        lowmemReserveRatio =
                lowmemReserveRatio.stream().map(ratio -> Math.max(least, ratio)).toList();
    }

    /** What a kernel of x86-64 starts with. */
    public static Sysctls of(KernelVersion kernel) {
        return of(kernel, ZoneSet.X86_64);
    }

    /** What a kernel with these zones starts with. */
    public static Sysctls of(KernelVersion kernel, ZoneSet zones) {
        List<Integer> ratios = zones.types().stream().map(Sysctls::defaultRatio).toList();
        return new Sysctls(10, ratios, 0, -1, 0, kernel.watermarkBoostFactor(), kernel, zones, ZonelistOrder.DEFAULT);
    }

    private static int defaultRatio(ZoneType type) {
        return switch (type) {
            case DMA, DMA32 -> 256;
            case NORMAL -> 32;
            case HIGHMEM, MOVABLE, DEVICE -> 0;
        };
    }

    /** The divisor of one zone's reserve; 0: it reserves nothing. */
    public int lowmemReserveRatio(ZoneType type) {
        int index = zones.index(type);
        return index < 0 ? 0 : lowmemReserveRatio.get(index);
    }

    public Sysctls withWatermarkScaleFactor(int value) {
        return new Sysctls(
                value,
                lowmemReserveRatio,
                percpuPagelistHighFraction,
                userMinFreeKbytes,
                zoneReclaimMode,
                watermarkBoostFactor,
                kernel,
                zones,
                numaZonelistOrder);
    }

    public Sysctls withLowmemReserveRatio(List<Integer> value) {
        return new Sysctls(
                watermarkScaleFactor,
                value,
                percpuPagelistHighFraction,
                userMinFreeKbytes,
                zoneReclaimMode,
                watermarkBoostFactor,
                kernel,
                zones,
                numaZonelistOrder);
    }

    public Sysctls withPercpuPagelistHighFraction(int value) {
        return new Sysctls(
                watermarkScaleFactor,
                lowmemReserveRatio,
                value,
                userMinFreeKbytes,
                zoneReclaimMode,
                watermarkBoostFactor,
                kernel,
                zones,
                numaZonelistOrder);
    }

    public Sysctls withUserMinFreeKbytes(long value) {
        return new Sysctls(
                watermarkScaleFactor,
                lowmemReserveRatio,
                percpuPagelistHighFraction,
                value,
                zoneReclaimMode,
                watermarkBoostFactor,
                kernel,
                zones,
                numaZonelistOrder);
    }

    public Sysctls withZoneReclaimMode(int value) {
        return new Sysctls(
                watermarkScaleFactor,
                lowmemReserveRatio,
                percpuPagelistHighFraction,
                userMinFreeKbytes,
                value,
                watermarkBoostFactor,
                kernel,
                zones,
                numaZonelistOrder);
    }

    public Sysctls withWatermarkBoostFactor(int value) {
        return new Sysctls(
                watermarkScaleFactor,
                lowmemReserveRatio,
                percpuPagelistHighFraction,
                userMinFreeKbytes,
                zoneReclaimMode,
                value,
                kernel,
                zones,
                numaZonelistOrder);
    }

    /** The same with another order asked for, where the kernel has a choice. */
    public Sysctls withNumaZonelistOrder(ZonelistOrder value) {
        return !kernel.zonelistOrder().hasChoice()
                ? this
                : new Sysctls(
                        watermarkScaleFactor,
                        lowmemReserveRatio,
                        percpuPagelistHighFraction,
                        userMinFreeKbytes,
                        zoneReclaimMode,
                        watermarkBoostFactor,
                        kernel,
                        zones,
                        value);
    }

    private static void inRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("vm." + name + "=" + value + " is not in " + least + ".." + most);
        }
    }
}
