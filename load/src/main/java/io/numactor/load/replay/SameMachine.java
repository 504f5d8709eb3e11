package io.numactor.load.replay;

import io.numactor.machine.MachineRefused;
import io.numactor.machine.capture.ZoneInfo;
import io.numactor.mm.boot.MachineLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.topology.ZoneKey;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whether what zoneinfo says can be of a machine: the same populated zones, in the same place, and no other CPUs. */
final class SameMachine {
    private final MachineLayout layout;
    private final String file;

    /** @param file of zoneinfo, for what is refused */
    SameMachine(MachineLayout layout, String file) {
        this.layout = layout;
        this.file = file;
    }

    /** @throws MachineRefused when it cannot be */
    void check(ZoneInfo found) {
        SortedMap<ZoneKey, ZoneLayout> expected = populated();
        found.zones().forEach((key, zone) -> {
            if (zone.present() > 0) {
                check(key, zone, expected.remove(key));
            }
        });
        if (!expected.isEmpty()) {
            throw refused(expected.firstKey(), "is not there, though the machine has it");
        }
    }

    private SortedMap<ZoneKey, ZoneLayout> populated() {
        SortedMap<ZoneKey, ZoneLayout> zones = new TreeMap<>();
        layout.nodes()
                .forEach(node -> node.zones().stream()
                        .filter(ZoneLayout::isPopulated)
                        .forEach(zone -> zones.put(new ZoneKey(node.nid(), zone.type()), zone)));
        return zones;
    }

    private void check(ZoneKey key, ZoneInfo.Zone found, @Nullable ZoneLayout expected) {
        if (expected == null) {
            throw refused(key, "has pages, but not on this machine");
        }
        if (found.startPfn() != expected.startPfn() || found.spanned() != expected.spanned()) {
            throw refused(
                    key,
                    "spans " + span(found.startPfn(), found.spanned()) + ", but on this machine "
                            + span(expected.startPfn(), expected.spanned()));
        }
        if (found.managed() > found.spanned()) {
            throw refused(key, "manages " + found.managed() + " pages, but spans " + found.spanned());
        }
        for (int cpu : found.pagesets().keySet()) {
            if (cpu < 0 || cpu >= layout.cpuToNode().size()) {
                throw refused(
                        key,
                        "has a pageset of CPU " + cpu + ", but this machine has "
                                + layout.cpuToNode().size() + " CPUs");
            }
        }
    }

    private static String span(long start, long pages) {
        return String.format("%d pages from pfn 0x%x", pages, start);
    }

    private MachineRefused refused(ZoneKey zone, String why) {
        return new MachineRefused(file + ": zone " + zone + " " + why + ": is it of another machine?");
    }
}
