package io.numactor.mm.node;

import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import java.util.List;

/**
 * One possible node as boot found it.
 *
 * @param nid Linux node id
 * @param domain the proximity domain it came from (SRAT)
 * @param onlineAtInit whether it had memory when nodes were set up (others are announced as memoryless)
 * @param zones one for each zone type of the kernel, lowest first
 * @param cpus its cpumask, ascending; with {@code numa=fake=} a CPU may be in several
 */
public record NodeLayout(int nid, int domain, boolean onlineAtInit, List<ZoneLayout> zones, List<Integer> cpus) {
    public NodeLayout {
        zones = List.copyOf(zones);
        cpus = List.copyOf(cpus);
        for (int i = 1; i < zones.size(); i++) {
            if (zones.get(i - 1).type().compareTo(zones.get(i).type()) >= 0) {
                throw new IllegalArgumentException("node " + nid + ": zones are not in ascending order");
            }
        }
    }

    /** The zone of that type; an empty one where the kernel has none. */
    public ZoneLayout zone(ZoneType type) {
        return zones.stream().filter(zone -> zone.type() == type).findFirst().orElseGet(() -> ZoneLayout.empty(type));
    }

    /** The zone types that the kernel has. */
    public ZoneSet zoneSet() {
        return new ZoneSet(zones.stream().map(ZoneLayout::type).toList());
    }

    public long present() {
        return zones.stream().mapToLong(ZoneLayout::present).sum();
    }

    /** Zones with present pages, lowest first. */
    public List<ZoneType> populatedZones() {
        return zones.stream()
                .filter(ZoneLayout::isPopulated)
                .map(ZoneLayout::type)
                .toList();
    }

    /** From the first page of any zone to the last. */
    PfnRange span() {
        List<PfnRange> spans = zones.stream()
                .filter(ZoneLayout::isPopulated)
                .map(zone -> new PfnRange(zone.startPfn(), zone.startPfn() + zone.spanned()))
                .toList();
        long start = spans.stream().mapToLong(PfnRange::start).min().orElse(0);
        return new PfnRange(start, spans.stream().mapToLong(PfnRange::end).max().orElse(start));
    }
}
