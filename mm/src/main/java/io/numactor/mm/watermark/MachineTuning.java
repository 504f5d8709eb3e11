package io.numactor.mm.watermark;

import io.numactor.mm.kernel.PagesetRule;
import io.numactor.mm.topology.ZoneKey;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Watermarks, reserves and pageset sizes, which are computed over all nodes at once (Linux 6.1). Every entry
 * point is one of the kernel's occasions; between them nothing is recomputed, even though memory is still freed: what
 * a machine shows depends on its history. The census must name every zone of every online node.
 */
public final class MachineTuning {
    /** With less memory than this (512 MiB) transparent huge pages are switched off at boot and do not tune. */
    public static final long HUGE_PAGE_MIN_PAGES = 512L << (20 - 12);

    private MachineTuning() {}

    /** {@code setup_per_cpu_pageset}: real pagesets, while all marks are still 0. */
    public static TunedMachine atPagesetSetup(List<ZoneCensus> census, int onlineCpus, Sysctls sysctls) {
        return withPagesets(TunedMachine.UNTUNED, census, onlineCpus, sysctls);
    }

    /** {@code init_per_zone_wmark_min}, a postcore initcall: base formula, marks, pagesets, lowmem reserve. */
    public static TunedMachine atInit(List<ZoneCensus> census, int onlineCpus, Sysctls sysctls) {
        return recalculated(TunedMachine.UNTUNED, census, onlineCpus, sysctls);
    }

    /**
     * {@code hugepage_init}, a subsys initcall: nothing on machines below 512 MiB; else the raised value, or the base
     * formula once more when huge pages are off on the command line.
     */
    public static TunedMachine afterThpInit(
            TunedMachine before, List<ZoneCensus> census, int onlineCpus, boolean thpEnabled, Sysctls sysctls) {
        long total = census.stream().mapToLong(ZoneCensus::managed).sum();
        if (total < HUGE_PAGE_MIN_PAGES) {
            return before;
        }
        return thpEnabled
                ? afterThpSwitchedOn(before, census, onlineCpus, sysctls)
                : afterThpSwitchedOff(before, census, onlineCpus, sysctls);
    }

    /** A run-time write of {@code always} or {@code madvise}: raises min_free_kbytes; the lowmem reserve stays. */
    public static TunedMachine afterThpSwitchedOn(
            TunedMachine before, List<ZoneCensus> census, int onlineCpus, Sysctls sysctls) {
        long buffer = MinFreeKbytes.bufferPages(census, before);
        long kbytes = MinFreeKbytes.raisedForHugePages(before.minFreeKbytes(), buffer, census, sysctls.kernel());
        return withMarks(before, kbytes, census, onlineCpus, sysctls);
    }

    /** A run-time write of {@code never}: the base formula from what is managed now and the marks so far. */
    public static TunedMachine afterThpSwitchedOff(
            TunedMachine before, List<ZoneCensus> census, int onlineCpus, Sysctls sysctls) {
        long buffer = MinFreeKbytes.bufferPages(census, before);
        long kbytes = MinFreeKbytes.recalculated(before.minFreeKbytes(), buffer, sysctls);
        return withMarks(before, kbytes, census, onlineCpus, sysctls);
    }

    /** A write of {@code vm.min_free_kbytes}, whose value is the sysctls' {@code userMinFreeKbytes}. */
    public static TunedMachine afterMinFreeWritten(
            TunedMachine before, List<ZoneCensus> census, int onlineCpus, Sysctls sysctls) {
        if (sysctls.userMinFreeKbytes() < 0) {
            throw new IllegalArgumentException("vm.min_free_kbytes was never written");
        }
        return withMarks(before, sysctls.userMinFreeKbytes(), census, onlineCpus, sysctls);
    }

    /** A write of {@code vm.watermark_scale_factor}: marks and pagesets anew, min_free_kbytes as it was. */
    public static TunedMachine afterScaleFactorWritten(
            TunedMachine before, List<ZoneCensus> census, int onlineCpus, Sysctls sysctls) {
        return withMarks(before, before.minFreeKbytes(), census, onlineCpus, sysctls);
    }

    /** A write of {@code vm.percpu_pagelist_high_fraction}, or a CPU that came or went: pagesets alone. */
    public static TunedMachine withPagesets(
            TunedMachine before, List<ZoneCensus> census, int onlineCpus, Sysctls sysctls) {
        return changed(before.minFreeKbytes(), census, zone -> {
            ZoneParams params = before.zone(zone.zone());
            return sized(zone, params.watermarks(), params.lowmemReserve(), onlineCpus, sysctls);
        });
    }

    /**
     * The lowmem reserve from what is managed now. The kernel does this on a write of
     * {@code vm.lowmem_reserve_ratio} and, since its handler does not look, on every <em>read</em> of it, too.
     */
    public static TunedMachine afterReserveRatioAccess(TunedMachine before, List<ZoneCensus> census, Sysctls sysctls) {
        LowmemReserve reserve = new LowmemReserve(census, sysctls);
        return changed(before.minFreeKbytes(), census, zone -> {
            ZoneParams params = before.zone(zone.zone());
            return new ZoneParams(
                    params.watermarks(), reserve.of(zone.zone()), params.pagesetHigh(), params.pagesetBatch());
        });
    }

    /** What the base formula would make of min_free_kbytes now, whatever a user asked for, before it is clamped. */
    public static long wantedMinFreeKbytes(TunedMachine before, List<ZoneCensus> census) {
        return MinFreeKbytes.wanted(MinFreeKbytes.bufferPages(census, before));
    }

    /**
     * Memory came online or went offline: everything that boot computed. With huge pages on,
     * {@link #afterThpSwitchedOn} follows.
     */
    public static TunedMachine afterMemoryHotplug(
            TunedMachine before, List<ZoneCensus> census, int onlineCpus, Sysctls sysctls) {
        return recalculated(before, census, onlineCpus, sysctls);
    }

    private static TunedMachine recalculated(
            TunedMachine before, List<ZoneCensus> census, int onlineCpus, Sysctls sysctls) {
        TunedMachine marked = afterThpSwitchedOff(before, census, onlineCpus, sysctls);
        return afterReserveRatioAccess(marked, census, sysctls);
    }

    private static TunedMachine withMarks(
            TunedMachine before, long minFreeKbytes, List<ZoneCensus> census, int onlineCpus, Sysctls sysctls) {
        HighMemory high = HighMemory.of(census);
        long lowmemPages = census.stream()
                .filter(zone -> !high.is(zone))
                .mapToLong(ZoneCensus::managed)
                .sum();
        WatermarkFormula formula = new WatermarkFormula(minFreeKbytes, lowmemPages, sysctls);
        return changed(minFreeKbytes, census, zone -> {
            List<Long> reserve = before.zone(zone.zone()).lowmemReserve();
            Watermarks marks = high.is(zone) ? formula.ofHighMemory(zone.managed()) : formula.of(zone.managed());
            return sized(zone, marks, reserve, onlineCpus, sysctls);
        });
    }

    private static ZoneParams sized(
            ZoneCensus zone, Watermarks marks, List<Long> reserve, int onlineCpus, Sysctls sysctls) {
        if (zone.present() == 0) {
            return new ZoneParams(marks, reserve, ZoneParams.AT_BOOT.pagesetHigh(), ZoneParams.AT_BOOT.pagesetBatch());
        }
        PagesetRule.Size pageset = PagesetSizes.of(zone, marks.low(), onlineCpus, sysctls);
        return new ZoneParams(marks, reserve, pageset.high(), pageset.batch());
    }

    private static TunedMachine changed(
            long minFreeKbytes, List<ZoneCensus> census, Function<ZoneCensus, ZoneParams> anew) {
        SortedMap<ZoneKey, ZoneParams> zones = new TreeMap<>();
        long reserved = 0;
        for (ZoneCensus zone : census) {
            ZoneParams params = anew.apply(zone);
            zones.put(zone.zone(), params);
            reserved += TotalReserve.of(zone, params);
        }
        return new TunedMachine(minFreeKbytes, zones, reserved);
    }
}
