package io.numactor.coordinator.api;

import io.numactor.api.v1.TypeZonelist;
import io.numactor.api.v1.ZoneId;
import io.numactor.mm.topology.ZoneType;
import io.numactor.proto.WireTypes;
import io.numactor.wire.Install;
import io.numactor.wire.InstalledNode;
import java.util.List;
import java.util.stream.Stream;

/** The lists of kernels that have one for each zone type (2.6.24), from the one that serves all types here. */
record TypeZonelists(List<ZoneType> types) {
    /** Of kernels that have one list for all. */
    static final TypeZonelists NONE = new TypeZonelists(List.of());

    /** Lists for each type that occurs on the machine, and for Movable. */
    static TypeZonelists of(Install install) {
        return new TypeZonelists(Stream.concat(
                        install.getNodesList().stream()
                                .flatMap(node -> node.getFallbackList().stream())
                                .map(zone -> WireTypes.zone(zone.getZone())),
                        Stream.of(ZoneType.MOVABLE))
                .distinct()
                .sorted()
                .toList());
    }

    List<TypeZonelist> lists(InstalledNode node) {
        return types.stream()
                .map(type -> TypeZonelist.newBuilder()
                        .setZone(WireTypes.zone(type))
                        .addAllFallback(upTo(type, node.getFallbackList()))
                        .addAllNoFallback(upTo(type, node.getNoFallbackList()))
                        .build())
                .toList();
    }

    private static List<ZoneId> upTo(ZoneType highest, List<ZoneId> zones) {
        return zones.stream()
                .filter(zone -> WireTypes.zone(zone.getZone()).compareTo(highest) <= 0)
                .toList();
    }
}
