package io.numactor.mm.zonelist;

import io.numactor.mm.zone.ZoneType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Builds the zonelists of a machine: {@code build_all_zonelists} (2.6.24 to 6.1). */
public final class ZonelistBuilder {
    private ZonelistBuilder() {}

    /** The lists of every node that the kernel builds for, ascending by id; all of them share one load count. */
    public static List<NodeZonelists> buildAll(ZonelistMachine machine) {
        NodeOrder order = new NodeOrder(machine);
        return machine.possible().ids().stream()
                .map(nid -> lists(nid, order.from(nid), machine))
                .toList();
    }

    /** The lists of one node alone, load counted from zero: what hot-adding memory to an offline node builds. */
    public static NodeZonelists buildOne(int nid, ZonelistMachine machine) {
        return lists(nid, new NodeOrder(machine).from(nid), machine);
    }

    /** The highest zone in any of the lists, Movable apart: bind policies rule requests that reach up to it. */
    public static ZoneType policyZone(List<NodeZonelists> lists) {
        return lists.stream()
                .flatMap(list -> list.fallback().stream())
                .map(ZoneRef::type)
                .filter(type -> type != ZoneType.MOVABLE)
                .max(Comparator.naturalOrder())
                .orElse(ZoneType.DMA);
    }

    private static NodeZonelists lists(int nid, List<Integer> order, ZonelistMachine machine) {
        List<ZoneRef> fallback = new ArrayList<>();
        for (int next : order) {
            fallback.addAll(highestFirst(next, machine));
        }
        return new NodeZonelists(nid, order, fallback, highestFirst(nid, machine));
    }

    private static List<ZoneRef> highestFirst(int nid, ZonelistMachine machine) {
        return machine.zones().stream()
                .filter(zone -> zone.zone().nid() == nid && zone.present() != 0)
                .map(zone -> zone.zone().type())
                .sorted(Comparator.reverseOrder())
                .map(type -> new ZoneRef(nid, type))
                .toList();
    }
}
