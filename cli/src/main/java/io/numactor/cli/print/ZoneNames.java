package io.numactor.cli.print;

import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zonelist.ZoneRef;
import java.util.List;
import java.util.stream.Collectors;

/** How the entries of zonelists are written: {@code 2:Normal}, or {@code C2} as in drawings of books. */
final class ZoneNames {
    private static final int LETTERS = 26;

    private final boolean letters;
    private final List<ZoneType> types;

    /**
     * @param letters whether nodes are letters and zones numbers, where the letters suffice
     * @param types the zone types of the machine, lowest first: a zone's number is its place among them
     * @param nodes how many nodes there may be
     */
    ZoneNames(boolean letters, List<ZoneType> types, int nodes) {
        this.letters = letters && nodes <= LETTERS;
        this.types = List.copyOf(types);
    }

    String node(int nid) {
        return letters ? String.valueOf((char) ('A' + nid)) : String.valueOf(nid);
    }

    String zone(ZoneRef ref) {
        return letters ? node(ref.nid()) + types.indexOf(ref.type()) : ref.toString();
    }

    String list(List<ZoneRef> zones) {
        return zones.stream().map(this::zone).collect(Collectors.joining(" "));
    }

    String nodes(List<Integer> order) {
        return order.stream().map(this::node).collect(Collectors.joining(" "));
    }
}
