package io.numactor.machine.verify;

import io.numactor.machine.capture.ZoneInfo;
import io.numactor.mm.boot.TuningHistory;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.watermark.Sysctls;
import io.numactor.mm.watermark.TunedMachine;
import io.numactor.mm.watermark.Watermarks;
import io.numactor.mm.watermark.ZoneCensus;
import io.numactor.mm.watermark.ZoneParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds /proc/zoneinfo against the emulated zones. Managed pages are derived from the inputs like everything else, and
 * marks, reserves and pagesets from them; which pages early boot code took is known to some pages only, so that managed
 * pages may be off by 1 % of a zone or 2 MiB.
 */
final class ZoneChecks {
    private static final List<String> NAMES = List.of("zone-spans", "managed", "watermarks", "protection", "pagesets");

    /** How far derived managed pages of a zone may be off: the larger of these. */
    private static final long MANAGED_PERCENT = 1;

    private static final long MANAGED_PAGES = 512;

    private final ZoneInfo real;
    private final EmulatedBoot boot;
    private final Map<ZoneKey, ZoneLayout> emulated = new TreeMap<>();
    private final TunedMachine tuned;

    private ZoneChecks(ZoneInfo real, EmulatedBoot boot) {
        this.real = real;
        this.boot = boot;
        for (NodeLayout node : boot.onlineNodes()) {
            node.zones().forEach(zone -> emulated.put(new ZoneKey(node.nid(), zone.type()), zone));
        }
        this.tuned = tune();
    }

    static List<Check> all(Optional<ZoneInfo> real, EmulatedBoot boot) {
        if (real.isEmpty()) {
            return NAMES.stream()
                    .map(name -> Check.absent(name, "zoneinfo.txt was not captured"))
                    .toList();
        }
        ZoneChecks checks = new ZoneChecks(real.get(), boot);
        return List.of(checks.spans(), checks.managed(), checks.watermarks(), checks.protection(), checks.pagesets());
    }

    private TunedMachine tune() {
        List<ZoneCensus> atInitcalls = new ArrayList<>();
        List<ZoneCensus> running = new ArrayList<>();
        emulated.forEach((key, zone) -> {
            int cpus = boot.layout().node(key.nid()).cpus().size();
            atInitcalls.add(new ZoneCensus(key, zone.present(), pages(zone.free()), cpus));
            running.add(new ZoneCensus(key, zone.present(), managed(zone), cpus));
        });
        long total = atInitcalls.stream().mapToLong(ZoneCensus::managed).sum();
        List<TuningHistory.Step> steps = TuningHistory.stepsFor(boot.machine().boot(), total);
        return TuningHistory.replay(steps, atInitcalls, running, boot.onlineCpus(), Sysctls.DEFAULTS);
    }

    /** Managed pages when user space runs. */
    private static long managed(ZoneLayout zone) {
        return pages(zone.free()) + pages(zone.freedLater());
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
        List<String> differences = new ArrayList<>();
        long compared = 0;
        long largest = 0;
        for (Map.Entry<ZoneKey, ZoneLayout> zone : emulated.entrySet()) {
            long given = real.zone(zone.getKey()).map(ZoneInfo.Zone::managed).orElse(0L);
            long derived = managed(zone.getValue());
            long off = derived - given;
            compared += given == 0 && derived == 0 ? 0 : 1;
            largest = Math.abs(off) > Math.abs(largest) ? off : largest;
            if (Math.abs(off) > Math.max(given * MANAGED_PERCENT / 100, MANAGED_PAGES)) {
                differences.add("%s: real %d, emulated %d (off by %+d)".formatted(zone.getKey(), given, derived, off));
            }
        }
        return Check.compared(
                "managed", (int) compared, "zones, derived; largest error %+d pages".formatted(largest), differences);
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
                                boot.layout().zoneSet().narrowed(tuned.zone(key).lowmemReserve()))));
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
