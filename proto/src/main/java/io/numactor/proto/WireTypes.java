package io.numactor.proto;

import io.numactor.api.v1.Epoch;
import io.numactor.api.v1.ZoneId;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;

/** The small types that mm and the wire both have, turned into each other. */
public final class WireTypes {
    private WireTypes() {}

    public static io.numactor.api.v1.ZoneType zone(ZoneType type) {
        return switch (type) {
            case DMA -> io.numactor.api.v1.ZoneType.ZONE_TYPE_DMA;
            case DMA32 -> io.numactor.api.v1.ZoneType.ZONE_TYPE_DMA32;
            case NORMAL -> io.numactor.api.v1.ZoneType.ZONE_TYPE_NORMAL;
            case HIGHMEM -> io.numactor.api.v1.ZoneType.ZONE_TYPE_HIGHMEM;
            case MOVABLE -> io.numactor.api.v1.ZoneType.ZONE_TYPE_MOVABLE;
            case DEVICE -> io.numactor.api.v1.ZoneType.ZONE_TYPE_DEVICE;
        };
    }

    /**
     * The zone type that the wire names.
     *
     * @throws IllegalArgumentException when it names none
     */
    public static ZoneType zone(io.numactor.api.v1.ZoneType type) {
        return switch (type) {
            case ZONE_TYPE_DMA -> ZoneType.DMA;
            case ZONE_TYPE_DMA32 -> ZoneType.DMA32;
            case ZONE_TYPE_NORMAL -> ZoneType.NORMAL;
            case ZONE_TYPE_HIGHMEM -> ZoneType.HIGHMEM;
            case ZONE_TYPE_MOVABLE -> ZoneType.MOVABLE;
            case ZONE_TYPE_DEVICE -> ZoneType.DEVICE;
            case ZONE_TYPE_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException("no such zone type");
        };
    }

    public static ZoneId zoneId(ZoneKey key) {
        return ZoneId.newBuilder().setNode(key.nid()).setZone(zone(key.type())).build();
    }

    public static ZoneKey zoneKey(ZoneId id) {
        return new ZoneKey(id.getNode(), zone(id.getZone()));
    }

    public static Epoch epoch(long term, long counter) {
        return Epoch.newBuilder().setTerm(term).setCounter(counter).build();
    }

    /** Negative, zero or positive as the first is older, the same or newer: term first, then counter. */
    public static int compare(Epoch first, Epoch second) {
        int byTerm = Long.compareUnsigned(first.getTerm(), second.getTerm());
        return byTerm != 0 ? byTerm : Long.compareUnsigned(first.getCounter(), second.getCounter());
    }
}
