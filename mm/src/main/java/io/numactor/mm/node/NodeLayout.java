package io.numactor.mm.node;

import io.numactor.mm.zone.ZoneType;
import java.util.List;

/**
 * One possible node as boot found it.
 *
 * @param nid Linux node id
 * @param domain the proximity domain it came from (SRAT)
 * @param onlineAtInit whether it had memory when nodes were set up (others are announced as memoryless)
 * @param zones one per {@link ZoneType}, in index order
 * @param cpus its cpumask, ascending; with {@code numa=fake=} a CPU may be in several
 */
public record NodeLayout(int nid, int domain, boolean onlineAtInit, List<ZoneLayout> zones, List<Integer> cpus) {
    public NodeLayout {
        zones = List.copyOf(zones);
        cpus = List.copyOf(cpus);
        if (zones.size() != ZoneType.count()) {
            throw new IllegalArgumentException("node " + nid + " has " + zones.size() + " zones");
        }
    }

    public ZoneLayout zone(ZoneType type) {
        return zones.get(type.ordinal());
    }

    public long present() {
        return zones.stream().mapToLong(ZoneLayout::present).sum();
    }

    public long spanned() {
        return zones.stream().mapToLong(ZoneLayout::spanned).sum();
    }

    /** Zones with present pages, lowest first. */
    public List<ZoneType> populatedZones() {
        return zones.stream()
                .filter(ZoneLayout::isPopulated)
                .map(ZoneLayout::type)
                .toList();
    }
}
