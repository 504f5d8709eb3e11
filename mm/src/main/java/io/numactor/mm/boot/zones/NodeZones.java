package io.numactor.mm.boot.zones;

import io.numactor.mm.boot.memblock.Memblock.NodeRange;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Cuts each node into zones (free_area_init_node, 6.1). */
public final class NodeZones {
    private final List<NodeRange> ranges;
    private final ZoneLimits limits;
    private final Map<Integer, Long> movableStarts;

    public NodeZones(List<NodeRange> ranges, ZoneLimits limits, Map<Integer, Long> movableStarts) {
        this.ranges = ranges;
        this.limits = limits;
        this.movableStarts = movableStarts;
    }

    /** The kernel's zone types. */
    public ZoneSet zoneSet() {
        return limits.zones();
    }

    /** From the first to the last page of a node; empty without memory. */
    public PfnRange hull(int nid) {
        List<PfnRange> own = own(nid).toList();
        return own.isEmpty()
                ? new PfnRange(0, 0)
                : new PfnRange(own.get(0).start(), own.get(own.size() - 1).end());
    }

    private Stream<PfnRange> own(int nid) {
        return ranges.stream().filter(range -> range.nid() == nid).map(NodeRange::pfns);
    }

    /** The pages from a zone's first to its last on a node, holes included. */
    public PfnRange span(int nid, ZoneType type) {
        PfnRange hull = hull(nid);
        PfnRange limit = limits.of(type);
        long start = clip(hull.start(), limit);
        long end = clip(hull.end(), limit);
        long movable = movableStarts.getOrDefault(nid, 0L);
        if (movable != 0 && type == ZoneType.MOVABLE) {
            start = movable;
            end = Math.min(hull.end(), limits.of(limits.belowMovable()).end());
        } else if (movable != 0 && start < movable && movable < end) {
            end = movable;
        } else if (movable != 0 && start >= movable) {
            end = start;
        }
        return hull.isEmpty() || end <= start ? new PfnRange(0, 0) : new PfnRange(start, end);
    }

    private static long clip(long pfn, PfnRange limit) {
        return Math.min(Math.max(pfn, limit.start()), limit.end());
    }

    /** A node's RAM inside a zone. */
    public List<PfnRange> memory(int nid, ZoneType type) {
        PfnRange span = span(nid, type);
        return pieces(own(nid).toList(), List.of(span));
    }

    /** The zones of a node; {@code free} and {@code freedLater} are the whole machine's. */
    public List<ZoneLayout> zones(int nid, List<PfnRange> free, List<PfnRange> freedLater) {
        List<ZoneLayout> zones = new ArrayList<>();
        for (ZoneType type : limits.zones().types()) {
            PfnRange span = span(nid, type);
            List<PfnRange> memory = memory(nid, type);
            zones.add(
                    span.isEmpty()
                            ? ZoneLayout.empty(type)
                            : new ZoneLayout(
                                    type,
                                    span.start(),
                                    span.pages(),
                                    memory,
                                    pieces(free, memory),
                                    pieces(freedLater, memory)));
        }
        return zones;
    }

    /** What two lists of ranges have in common, ascending. */
    public static List<PfnRange> pieces(List<PfnRange> some, List<PfnRange> others) {
        return some.stream()
                .flatMap(range -> others.stream().map(range::intersection))
                .filter(range -> !range.isEmpty())
                .sorted()
                .toList();
    }
}
