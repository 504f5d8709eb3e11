package io.numactor.mm.zonelist;

import io.numactor.mm.topology.ZoneType;
import java.util.List;

/** Neighbouring entries of one node in a zonelist: they are tried by one message to that node. */
public record NodeZones(int nid, List<ZoneType> zones) {
    public NodeZones {
        zones = List.copyOf(zones);
    }
}
