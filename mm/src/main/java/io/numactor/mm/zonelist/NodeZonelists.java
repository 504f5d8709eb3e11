package io.numactor.mm.zonelist;

import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.topology.ZoneType;
import java.util.List;

/**
 * The two zonelists of one node (6.1: ZONELIST_FALLBACK and ZONELIST_NOFALLBACK).
 *
 * @param nid the node whose lists these are
 * @param order nodes in fallback order, the local one first (even when it has no memory)
 * @param fallback every populated zone in walk order
 * @param noFallback the local node's zones alone, for {@code __GFP_THISNODE}
 */
public record NodeZonelists(int nid, List<Integer> order, List<ZoneRef> fallback, List<ZoneRef> noFallback) {
    public NodeZonelists {
        order = List.copyOf(order);
        fallback = List.copyOf(fallback);
        noFallback = List.copyOf(noFallback);
    }

    /**
     * The list of 2.6.24 that serves requests for zones up to {@code highest}: what such a request walks in the one
     * list that later kernels have ({@link KernelVersion#hasListPerZoneType}).
     */
    public List<ZoneRef> fallback(ZoneType highest) {
        return upTo(highest, fallback);
    }

    /** The same of the node's own zones, for {@code __GFP_THISNODE}. */
    public List<ZoneRef> noFallback(ZoneType highest) {
        return upTo(highest, noFallback);
    }

    private static List<ZoneRef> upTo(ZoneType highest, List<ZoneRef> list) {
        return list.stream().filter(ref -> ref.type().compareTo(highest) <= 0).toList();
    }
}
