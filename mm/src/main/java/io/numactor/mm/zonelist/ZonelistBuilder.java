package io.numactor.mm.zonelist;

import io.numactor.mm.kernel.ZonelistOrder;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Builds the zonelists of a machine: {@code build_all_zonelists} (2.6.24 to 6.1). */
public final class ZonelistBuilder {
    private static final List<ZoneType> HIGHEST_FIRST =
            Stream.of(ZoneType.values()).sorted(Comparator.reverseOrder()).toList();

    private final NodeSearch search;
    private final Map<Integer, List<ZoneType>> listedZones;
    private final boolean zonesFirst;

    private ZonelistBuilder(ZonelistMachine machine) {
        this.search = NodeSearch.of(machine);
        this.listedZones = machine.listedZones();
        this.zonesFirst = machine.numa() && machine.order() == ZonelistOrder.ZONE;
    }

    /** The lists of every node that the kernel builds for, ascending by id; all of them share one load count. */
    public static List<NodeZonelists> buildAll(ZonelistMachine machine) {
        ZonelistBuilder builder = new ZonelistBuilder(machine);
        return machine.builtNodes().stream().map(builder::lists).toList();
    }

    /** The lists of one node alone, load counted from zero: what hot-adding memory to an offline node builds. */
    public static NodeZonelists buildOne(int nid, ZonelistMachine machine) {
        return new ZonelistBuilder(machine).lists(nid);
    }

    /**
     * How {@link #buildAll} comes to the lists of some nodes.
     *
     * @param shown these nodes; empty: all
     */
    public static List<ExplainedZonelist> explain(ZonelistMachine machine, NodeMask shown) {
        ZonelistBuilder builder = new ZonelistBuilder(machine);
        List<ExplainedZonelist> explained = new ArrayList<>();
        for (int nid : machine.builtNodes()) {
            if (shown.isEmpty() || shown.contains(nid)) {
                explained.add(builder.explained(nid));
            } else {
                builder.search.from(nid);
            }
        }
        return explained;
    }

    /** The zone types that occur in the lists, and Movable, which is for requests only where no zone is; lowest first. */
    public static List<ZoneType> types(ZonelistMachine machine) {
        return withMovable(machine.listedZones().values().stream().flatMap(List::stream));
    }

    /** The same from the lists themselves. */
    public static List<ZoneType> typesOf(List<NodeZonelists> lists) {
        return withMovable(
                lists.stream().flatMap(list -> list.fallback().stream().map(ZoneRef::type)));
    }

    private static List<ZoneType> withMovable(Stream<ZoneType> types) {
        return Stream.concat(types, Stream.of(ZoneType.MOVABLE))
                .distinct()
                .sorted()
                .toList();
    }

    /** Whether building these lists switches {@code zone_reclaim_mode} on: some node is too far from another. */
    public static boolean switchesZoneReclaimOn(ZonelistMachine machine, List<NodeZonelists> lists) {
        int farthest = machine.kernel().zoneReclaimDistance();
        return machine.numa()
                && lists.stream()
                        .anyMatch(list -> list.order().stream()
                                .anyMatch(nid -> machine.distance().between(list.nid(), nid) > farthest));
    }

    /** The highest zone in any of the lists, Movable apart: bind policies rule requests that reach up to it. */
    public static ZoneType policyZone(List<NodeZonelists> lists) {
        return lists.stream()
                .flatMap(list -> list.fallback().stream())
                .map(ZoneRef::type)
                .filter(type -> type != ZoneType.MOVABLE)
                .max(Comparator.naturalOrder())
                .orElse(ZoneType.DMA);
    }

    private NodeZonelists lists(int nid) {
        List<Integer> order = search.from(nid);
        return new NodeZonelists(nid, order, fallback(order), ofNode(nid).toList());
    }

    private ExplainedZonelist explained(int nid) {
        List<NodeChoice> choices = search.explained(nid);
        List<Integer> order = choices.stream().map(NodeChoice::nid).toList();
        List<List<ZoneRef>> fillings = Stream.iterate(1, length -> length <= order.size(), length -> length + 1)
                .map(length -> fallback(order.subList(0, length)))
                .toList();
        return new ExplainedZonelist(nid, choices, fillings);
    }

    private List<ZoneRef> fallback(List<Integer> order) {
        return zonesFirst
                ? HIGHEST_FIRST.stream().flatMap(type -> ofType(type, order)).toList()
                : order.stream().flatMap(this::ofNode).toList();
    }

    private Stream<ZoneRef> ofNode(int nid) {
        return zones(nid).stream().map(type -> new ZoneRef(nid, type));
    }

    private Stream<ZoneRef> ofType(ZoneType type, List<Integer> order) {
        return order.stream().filter(nid -> zones(nid).contains(type)).map(nid -> new ZoneRef(nid, type));
    }

    private List<ZoneType> zones(int nid) {
        return listedZones.getOrDefault(nid, List.of());
    }
}
