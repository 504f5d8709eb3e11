package io.numactor.mm.zonelist;

import io.numactor.mm.kernel.ZonelistOrder;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.ZoneCensus;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which order suits a machine whose administrator has not chosen: {@code default_zonelist_order} (2.6.24). Zones first
 * keeps the scarce zones below Normal for those that need them, unless they are most of the memory of the machine or
 * of a large node, which would then hardly be used by its own CPUs. Pages, divisions round down.
 */
final class DefaultOrder {
    /** A node whose zones below Normal are more than this part of it: 70 %. */
    private static final int MOSTLY_LOW_PERCENT = 70;

    private final ZonelistMachine machine;

    private DefaultOrder(ZonelistMachine machine) {
        this.machine = machine;
    }

    static ZonelistOrder of(ZonelistMachine machine) {
        return new DefaultOrder(machine).prefersNodes() ? ZonelistOrder.NODE : ZonelistOrder.ZONE;
    }

    private boolean prefersNodes() {
        List<Integer> online = machine.online().ids();
        long low = online.stream().mapToLong(nid -> pages(low(nid))).sum();
        long total =
                online.stream().mapToLong(nid -> pages(machine.zonesOf(nid))).sum();
        if (low == 0 || low > total / 2) {
            return true;
        }
        long average = total / (machine.memory().size() + 1);
        return online.stream().anyMatch(nid -> isLargeAndMostlyLow(nid, average));
    }

    private boolean isLargeAndMostlyLow(int nid, long average) {
        long low = pages(low(nid));
        long total = pages(machine.zonesOf(nid));
        return low != 0 && total > average && low > total * MOSTLY_LOW_PERCENT / 100;
    }

    private Stream<ZoneCensus> low(int nid) {
        return machine.zonesOf(nid).filter(zone -> zone.zone().type().compareTo(ZoneType.NORMAL) < 0);
    }

    private static long pages(Stream<ZoneCensus> zones) {
        return zones.mapToLong(ZoneCensus::present).sum();
    }
}
