package io.numactor.proto;

import io.numactor.api.v1.Epoch;
import io.numactor.api.v1.ZoneId;
import io.numactor.mm.zone.ZoneKey;
import io.numactor.mm.zone.ZoneType;

/** The small types that mm and the wire both have, turned into each other. */
public final class WireTypes {
    private WireTypes() {}

    public static io.numactor.api.v1.ZoneType zone(ZoneType type) {
        return io.numactor.api.v1.ZoneType.forNumber(type.ordinal() + 1);
    }

    /**
     * The zone type that the wire names.
     *
     * @throws IllegalArgumentException when it names none
     */
    public static ZoneType zone(io.numactor.api.v1.ZoneType type) {
        if (type == io.numactor.api.v1.ZoneType.ZONE_TYPE_UNSPECIFIED
                || type == io.numactor.api.v1.ZoneType.UNRECOGNIZED) {
            throw new IllegalArgumentException("no such zone type");
        }
        return ZoneType.of(type.getNumber() - 1);
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
