package io.numactor.mm.zonelist;

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
}
