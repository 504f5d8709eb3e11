package io.numactor.node;

import io.numactor.api.v1.ForeignCount;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.ZoneId;
import io.numactor.proto.WireTypes;
import io.numactor.runtime.metrics.MetricCatalog;
import io.numactor.runtime.metrics.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One node's state as samples of the catalogue. A node counts the allocations that it served for others, so it also
 * gives {@code numa_foreign_total} of the nodes that were preferred: misses and foreigns stem from one snapshot.
 */
public final class NodeMetrics {
    /** Machines of more nodes have their pairs by distance only: the number of series must not grow with its square. */
    static final int PAIRED_NODES = 16;

    private final NodeState state;
    private final int[] distances;
    private final List<Sample> samples = new ArrayList<>();

    private NodeMetrics(NodeState state, int[] distances) {
        this.state = state;
        this.distances = distances;
    }

    /**
     * The samples of one node.
     *
     * @param distances from every node to this one, by node id, in SLIT units; 0 where there is no such node
     */
    public static List<Sample> of(NodeState state, int... distances) {
        return new NodeMetrics(state, distances).collect();
    }

    private List<Sample> collect() {
        String node = id(state.getNode());
        samples.add(Sample.of(MetricCatalog.NODE_ONLINE, 1, node));
        samples.add(Sample.of(MetricCatalog.NODE_KSWAPD_AWAKE, state.getKswapdAwake() ? 1 : 0, node));
        samples.add(Sample.of(MetricCatalog.KSWAPD_WAKES_TOTAL, state.getKswapdWakes(), node));
        samples.add(Sample.of(MetricCatalog.KSWAPD_SLEEPS_TOTAL, state.getKswapdSleeps(), node));
        state.getZonesList().forEach(zone -> samples.addAll(ZoneMetrics.of(state.getNode(), zone)));
        foreign();
        if (paired()) {
            distances();
            fallbackByPair();
        } else {
            fallbackByDistance();
        }
        return List.copyOf(samples);
    }

    private boolean paired() {
        return Arrays.stream(distances).filter(distance -> distance > 0).count() <= PAIRED_NODES;
    }

    private void foreign() {
        for (ForeignCount foreign : state.getForeignList()) {
            ZoneId preferred = foreign.getPreferred();
            String zone = WireTypes.zone(preferred.getZone()).label();
            samples.add(Sample.of(MetricCatalog.NUMA_FOREIGN_TOTAL, foreign.getCount(), id(preferred.getNode()), zone));
        }
    }

    private void distances() {
        for (int from = 0; from < distances.length; from++) {
            if (distances[from] > 0) {
                samples.add(Sample.of(MetricCatalog.NODE_DISTANCE, distances[from], id(from), id(state.getNode())));
            }
        }
    }

    private void fallbackByPair() {
        Map<Integer, Long> served = state.getForeignList().stream()
                .collect(Collectors.groupingBy(
                        foreign -> foreign.getPreferred().getNode(),
                        TreeMap::new,
                        Collectors.summingLong(ForeignCount::getCount)));
        served.forEach(
                (preferred, count) -> fallback(id(preferred), id(state.getNode()), distanceFrom(preferred), count));
    }

    private void fallbackByDistance() {
        Map<String, Long> served = state.getForeignList().stream()
                .collect(Collectors.groupingBy(
                        foreign -> distanceFrom(foreign.getPreferred().getNode()),
                        TreeMap::new,
                        Collectors.summingLong(ForeignCount::getCount)));
        served.forEach((distance, count) -> fallback("", "", distance, count));
    }

    private void fallback(String preferred, String node, String distance, long count) {
        if (count > 0) {
            samples.add(Sample.of(MetricCatalog.FALLBACK_TOTAL, count, preferred, node, distance));
        }
    }

    /** Empty for a node that the distances do not know, as after a hot-add that this node has not heard of. */
    private String distanceFrom(int preferred) {
        boolean known = preferred < distances.length && distances[preferred] > 0;
        return known ? Integer.toString(distances[preferred]) : "";
    }

    private static String id(int node) {
        return Integer.toString(node);
    }
}
