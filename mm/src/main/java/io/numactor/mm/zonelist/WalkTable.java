package io.numactor.mm.zonelist;

import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A node's zonelists cut into runs of one node each, for every highest zone that a request may have: made once per
 * build of the lists, so that a walk allocates nothing but its effects.
 */
public final class WalkTable {
    private final int nid;
    private final ZoneSet zones;
    private final Map<ZoneType, List<NodeZones>> fallback;
    private final Map<ZoneType, List<NodeZones>> noFallback;

    private WalkTable(NodeZonelists lists, ZoneSet zones) {
        this.nid = lists.nid();
        this.zones = zones;
        this.fallback = byHighestZone(lists.fallback());
        this.noFallback = byHighestZone(lists.noFallback());
    }

    /**
     * The lists of one node, looked up once for each kind of request.
     *
     * @param zones that the kernel is built with
     */
    public static WalkTable of(NodeZonelists lists, ZoneSet zones) {
        return new WalkTable(lists, zones);
    }

    /** The node whose lists these are. */
    public int nid() {
        return nid;
    }

    /** The highest zone that a request with these flags may use. */
    ZoneType highestZone(int gfp) {
        return GfpFlags.highestZone(gfp, zones);
    }

    /** Whether the kernel is built with DMA32, in use or not. */
    boolean hasDma32() {
        return zones.has(ZoneType.DMA32);
    }

    /** The runs that a request with these flags passes, in walk order. */
    List<NodeZones> runs(int gfp) {
        return (GfpFlags.isThisNode(gfp) ? noFallback : fallback).getOrDefault(highestZone(gfp), List.of());
    }

    private static Map<ZoneType, List<NodeZones>> byHighestZone(List<ZoneRef> list) {
        Map<ZoneType, List<NodeZones>> table = new EnumMap<>(ZoneType.class);
        for (ZoneType highest : ZoneType.values()) {
            table.put(highest, runs(list, highest));
        }
        return table;
    }

    private static List<NodeZones> runs(List<ZoneRef> list, ZoneType highest) {
        List<NodeZones> runs = new ArrayList<>();
        List<ZoneType> zones = new ArrayList<>();
        int nid = -1;
        for (ZoneRef ref : list) {
            if (ref.type().compareTo(highest) > 0) {
                continue;
            }
            if (ref.nid() != nid) {
                addRun(nid, zones, runs);
                nid = ref.nid();
            }
            zones.add(ref.type());
        }
        addRun(nid, zones, runs);
        return List.copyOf(runs);
    }

    private static void addRun(int nid, List<ZoneType> zones, List<NodeZones> runs) {
        if (!zones.isEmpty()) {
            runs.add(new NodeZones(nid, zones));
            zones.clear();
        }
    }
}
