package io.numactor.load.replay;

import io.numactor.machine.capture.ZoneInfo;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.watermark.StatThreshold;
import io.numactor.mm.watermark.Watermarks;
import io.numactor.mm.watermark.ZoneParams;

/**
 * One populated zone as it was before the trace.
 *
 * @param index of the zone among the machine's populated ones
 * @param key node and type
 * @param startPfn first page
 * @param endPfn behind the last page
 * @param params marks without boost, reserve and pageset sizes
 * @param found what zoneinfo said
 * @param freePages sum of its free blocks: the truth that {@code found.free()} is off by the CPUs' counts
 * @param threshold pages that a CPU may count on its own, while kswapd sleeps
 * @param pressureThreshold the same while it is awake
 */
record ReplayZone(
        int index,
        ZoneKey key,
        long startPfn,
        long endPfn,
        ZoneParams params,
        ZoneInfo.Zone found,
        long freePages,
        int threshold,
        int pressureThreshold) {
    static ReplayZone of(int index, ZoneKey key, ZoneInfo.Zone found, long freePages, int cpus) {
        long boost = found.boost();
        Watermarks marks = new Watermarks(
                found.min() - boost, found.low() - boost, found.high() - boost, 2 * found.high() - found.low() - boost);
        ZoneInfo.Pageset pageset =
                found.pagesets().values().stream().findFirst().orElse(new ZoneInfo.Pageset(0, 0, 1));
        return new ReplayZone(
                index,
                key,
                found.startPfn(),
                found.startPfn() + found.spanned(),
                new ZoneParams(marks, ZoneSet.X86_64.widened(found.protection()), (int) pageset.high(), (int)
                        Math.max(1, pageset.batch())),
                found,
                freePages,
                StatThreshold.normal(cpus, found.managed()),
                StatThreshold.underPressure(cpus, marks));
    }

    int nid() {
        return key.nid();
    }

    long managed() {
        return found.managed();
    }
}
