package io.numactor.mm.machine;

import io.numactor.mm.boot.input.TransparentHugepage;
import io.numactor.mm.watermark.MachineTuning;
import io.numactor.mm.watermark.Sysctls;
import io.numactor.mm.watermark.TunedMachine;
import io.numactor.mm.watermark.ZoneCensus;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The running machine's tunables and what is computed from them over all zones. */
final class MachineTunables {
    private final Set<Recomputed> recomputed;
    private final List<String> log;
    private Sysctls sysctls;
    private TunedMachine tuned;
    private boolean hugePages;

    /** Whatever is computed anew is added to {@code recomputed}, what the kernel says of it to {@code log}. */
    MachineTunables(
            Sysctls sysctls,
            TunedMachine tuned,
            TransparentHugepage hugePages,
            Set<Recomputed> recomputed,
            List<String> log) {
        this.sysctls = sysctls;
        this.tuned = tuned;
        this.hugePages = hugePages != TransparentHugepage.NEVER;
        this.recomputed = recomputed;
        this.log = log;
    }

    Sysctls sysctls() {
        return sysctls;
    }

    TunedMachine tuned() {
        return tuned;
    }

    /** Whether the value is another than before. */
    boolean write(VmSysctl sysctl, String value, List<ZoneCensus> census, int onlineCpus) {
        Sysctls written = sysctl.write(sysctls, value);
        boolean same = written.equals(sysctls);
        sysctls = written;
        switch (sysctl) {
            case MIN_FREE_KBYTES -> mark(MachineTuning.afterMinFreeWritten(tuned, census, onlineCpus, sysctls));
            case WATERMARK_SCALE_FACTOR ->
                mark(MachineTuning.afterScaleFactorWritten(tuned, census, onlineCpus, sysctls));
            case LOWMEM_RESERVE_RATIO -> reserve(census);
            case PERCPU_PAGELIST_HIGH_FRACTION -> {
                if (!same) {
                    sizePagesets(census, onlineCpus);
                }
            }
            case NUMA_ZONELIST_ORDER, WATERMARK_BOOST_FACTOR, ZONE_RECLAIM_MODE -> {}
        }
        return !same;
    }

    /** The handler of that one recomputes whenever it is called, also to read. */
    void read(VmSysctl sysctl, List<ZoneCensus> census) {
        if (sysctl == VmSysctl.LOWMEM_RESERVE_RATIO) {
            reserve(census);
        }
    }

    void writeHugePages(TransparentHugepage setting, List<ZoneCensus> census, int onlineCpus) {
        hugePages = setting != TransparentHugepage.NEVER;
        if (hugePages) {
            raiseForHugePages(census, onlineCpus);
        } else {
            warnOfUserValue(census);
            mark(MachineTuning.afterThpSwitchedOff(tuned, census, onlineCpus, sysctls), Recomputed.MIN_FREE_KBYTES);
        }
    }

    private void raiseForHugePages(List<ZoneCensus> census, int onlineCpus) {
        long before = tuned.minFreeKbytes();
        mark(MachineTuning.afterThpSwitchedOn(tuned, census, onlineCpus, sysctls), Recomputed.MIN_FREE_KBYTES);
        if (tuned.minFreeKbytes() > before && sysctls.userMinFreeKbytes() >= 0) {
            log.add("khugepaged: raising min_free_kbytes from %d to %d to help transparent hugepage allocations"
                    .formatted(before, tuned.minFreeKbytes()));
        }
    }

    private void warnOfUserValue(List<ZoneCensus> census) {
        long wanted = MachineTuning.wantedMinFreeKbytes(tuned, census);
        if (wanted <= sysctls.userMinFreeKbytes()) {
            log.add("min_free_kbytes is not updated to %d because user defined value %d is preferred"
                    .formatted(wanted, sysctls.userMinFreeKbytes()));
        }
    }

    private void mark(TunedMachine next, Recomputed... more) {
        tuned = next;
        recomputed.addAll(List.of(more));
        recomputed.addAll(EnumSet.of(Recomputed.WATERMARKS, Recomputed.TOTAL_RESERVE, Recomputed.PAGESETS));
    }

    private void reserve(List<ZoneCensus> census) {
        tuned = MachineTuning.afterReserveRatioAccess(tuned, census, sysctls);
        recomputed.addAll(EnumSet.of(Recomputed.LOWMEM_RESERVE, Recomputed.TOTAL_RESERVE));
    }

    /** A CPU came or went, or the part of a zone that pagesets may hold is another. */
    void sizePagesets(List<ZoneCensus> census, int onlineCpus) {
        tuned = MachineTuning.withPagesets(tuned, census, onlineCpus, sysctls);
        recomputed.add(Recomputed.PAGESETS);
    }

    /** Memory came or went: everything that boot computed, and then what huge pages ask for. */
    void retune(List<ZoneCensus> census, int onlineCpus) {
        warnOfUserValue(census);
        mark(
                MachineTuning.afterMemoryHotplug(tuned, census, onlineCpus, sysctls),
                Recomputed.MIN_FREE_KBYTES,
                Recomputed.LOWMEM_RESERVE);
        if (hugePages) {
            raiseForHugePages(census, onlineCpus);
        }
    }
}
