package io.numactor.mm.boot.zones;

import io.numactor.mm.boot.memblock.Memblock;
import io.numactor.mm.boot.memblock.Memblock.NodeRange;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which page descriptors are left for later, when more CPUs can initialise them (CONFIG_DEFERRED_STRUCT_PAGE_INIT,
 * 6.1): of the last zone of each node, all from the first section border on after more than one section's worth of
 * pages.
 */
public final class DeferredInit {
    private DeferredInit() {}

    /** Node -> first pfn that mem_init does not free; nodes where nothing is left for later have no entry. */
    public static Map<Integer, Long> firstPfns(List<NodeRange> ranges, NodeZones zones) {
        Map<Integer, Long> first = new TreeMap<>();
        for (NodeRange range : ranges) {
            lastZone(range.nid(), zones)
                    .filter(span -> !first.containsKey(range.nid()))
                    .ifPresent(span -> {
                        long before = before(range, span, ranges);
                        PfnRange part = range.pfns().intersection(span);
                        long pfn = Memblock.roundUp(
                                Math.max(part.start(), part.start() + FreeAreaLog.PAGES_PER_SECTION - before),
                                FreeAreaLog.PAGES_PER_SECTION);
                        if (!part.isEmpty() && pfn < part.end()) {
                            first.put(range.nid(), pfn);
                        }
                    });
        }
        return first;
    }

    /** The zone that ends where the node ends. */
    private static Optional<PfnRange> lastZone(int nid, NodeZones zones) {
        long end = zones.hull(nid).end();
        return Arrays.stream(ZoneType.values())
                .map(type -> zones.span(nid, type))
                .filter(span -> !span.isEmpty() && span.end() >= end)
                .findFirst();
    }

    /** Pages of the zone in the ranges before this one. */
    private static long before(NodeRange range, PfnRange span, List<NodeRange> ranges) {
        return ranges.stream()
                .filter(other -> other.nid() == range.nid()
                        && other.pfns().start() < range.pfns().start())
                .mapToLong(other -> other.pfns().intersection(span).pages())
                .sum();
    }
}
