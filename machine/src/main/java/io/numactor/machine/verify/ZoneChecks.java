package io.numactor.machine.verify;

import io.numactor.machine.capture.KernelLog;
import io.numactor.machine.capture.ZoneInfo;
import io.numactor.mm.boot.TuningHistory;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.zone.Sysctls;
import io.numactor.mm.zone.TunedMachine;
import io.numactor.mm.zone.Watermarks;
import io.numactor.mm.zone.ZoneCensus;
import io.numactor.mm.zone.ZoneKey;
import io.numactor.mm.zone.ZoneParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds /proc/zoneinfo against the emulated zones. Managed pages are given: which pages early boot code took before the
 * page allocator ran is known only to some pages, and every mark would be off by as much.
 */
final class ZoneChecks {
    private static final List<String> NAMES =
            List.of("zone-spans", "managed", "freed-late", "watermarks", "protection", "pagesets");

    private final ZoneInfo real;
    private final EmulatedBoot boot;
    private final LateFrees late;
    private final Map<ZoneKey, ZoneLayout> emulated = new TreeMap<>();
    private final TunedMachine tuned;

    private ZoneChecks(ZoneInfo real, KernelLog log, EmulatedBoot boot) {
        this.real = real;
        this.boot = boot;
        this.late = LateFrees.of(log, boot.machine().boot(), boot.layout());
        for (NodeLayout node : boot.onlineNodes()) {
            node.zones().forEach(zone -> emulated.put(new ZoneKey(node.nid(), zone.type()), zone));
        }
        this.tuned = tune();
    }

    static List<Check> all(Optional<ZoneInfo> real, Optional<KernelLog> log, EmulatedBoot boot) {
        if (real.isEmpty()) {
            return NAMES.stream()
                    .map(name -> Check.absent(name, "zoneinfo.txt was not captured"))
                    .toList();
        }
        ZoneChecks checks = new ZoneChecks(real.get(), log.orElse(KernelLog.of(List.of())), boot);
        return List.of(
                checks.spans(),
                checks.managed(),
                checks.freedLate(),
                checks.watermarks(),
                checks.protection(),
                checks.pagesets());
    }

    private TunedMachine tune() {
        List<ZoneCensus> atInitcalls = new ArrayList<>();
        List<ZoneCensus> running = new ArrayList<>();
        emulated.forEach((key, zone) -> {
            long managed = real.zone(key).map(ZoneInfo.Zone::managed).orElse(0L);
            int cpus = boot.layout().node(key.nid()).cpus().size();
            atInitcalls.add(new ZoneCensus(key, zone.present(), managed - freedLate(key, zone), cpus));
            running.add(new ZoneCensus(key, zone.present(), managed, cpus));
        });
        long total = atInitcalls.stream().mapToLong(ZoneCensus::managed).sum();
        List<TuningHistory.Step> steps = TuningHistory.stepsFor(boot.machine().boot(), total);
        return TuningHistory.replay(steps, atInitcalls, running, boot.onlineCpus(), Sysctls.DEFAULTS);
    }

    /** By the log; without one, by what our own boot would free. */
    private long freedLate(ZoneKey key, ZoneLayout zone) {
        return late.isEmpty() ? pages(zone.freedLater()) : late.pages(key);
    }

    private static long pages(List<PfnRange> ranges) {
        return ranges.stream().mapToLong(PfnRange::pages).sum();
    }

    private Check spans() {
        Differences differences = new Differences();
        real.zones().forEach((key, zone) -> {
            ZoneLayout ours = emulated.get(key);
            if (ours == null) {
                differences.add(key + ": real " + zone.present() + " pages present, emulated no such zone");
                return;
            }
            differences.compare(key + " start_pfn", zone.startPfn(), ours.startPfn());
            differences.compare(key + " spanned", zone.spanned(), ours.spanned());
            differences.compare(key + " present", zone.present(), ours.present());
        });
        emulated.keySet().stream()
                .filter(key -> real.zone(key).isEmpty())
                .forEach(key -> differences.add(key + ": real no such zone, emulated one"));
        return differences.check("zone-spans", "values");
    }

    private Check managed() {
        List<String> derived = new ArrayList<>();
        long off = 0;
        for (Map.Entry<ZoneKey, ZoneLayout> zone : emulated.entrySet()) {
            long given = real.zone(zone.getKey()).map(ZoneInfo.Zone::managed).orElse(0L);
            long ours = pages(zone.getValue().free()) + pages(zone.getValue().freedLater());
            off += Math.abs(ours - given);
            if (given != 0 || ours != 0) {
                derived.add("%s: real %d, derived %d (off by %+d)".formatted(zone.getKey(), given, ours, ours - given));
            }
        }
        return Check.given(
                "managed", "the capture's numbers are used; derived ones are off by " + off + " pages in all", derived);
    }

    private Check freedLate() {
        return late.isEmpty()
                ? Check.given("freed-late", "no 'Freeing ... memory' lines; amounts are derived", List.of())
                : Check.given("freed-late", "amounts are the capture's", late.lines());
    }

    private Check watermarks() {
        Differences differences = new Differences();
        emulated.keySet()
                .forEach(key -> real.zone(key).ifPresent(zone -> {
                    Watermarks marks = tuned.zone(key).watermarks();
                    differences.compare(key + " min", zone.min() - zone.boost(), marks.min());
                    differences.compare(key + " low", zone.low() - zone.boost(), marks.low());
                    differences.compare(key + " high", zone.high() - zone.boost(), marks.high());
                }));
        return differences.check("watermarks", "marks");
    }

    private Check protection() {
        Differences differences = new Differences();
        emulated.keySet()
                .forEach(key -> real.zone(key)
                        .ifPresent(zone -> differences.compare(
                                key + " protection",
                                zone.protection(),
                                tuned.zone(key).lowmemReserve())));
        return differences.check("protection", "zones");
    }

    private Check pagesets() {
        Differences differences = new Differences();
        emulated.keySet()
                .forEach(key -> real.zone(key)
                        .ifPresent(zone -> zone.pagesets()
                                .forEach((cpu, pageset) ->
                                        compare(differences, key + " cpu " + cpu, pageset, tuned.zone(key)))));
        return differences.check("pagesets", "values");
    }

    private static void compare(Differences differences, String where, ZoneInfo.Pageset real, ZoneParams emulated) {
        differences.compare(where + " high", real.high(), (long) emulated.pagesetHigh());
        differences.compare(where + " batch", real.batch(), (long) emulated.pagesetBatch());
    }
}
