package io.numactor.coordinator.router;

import io.numactor.runtime.metrics.MetricCatalog;
import io.numactor.runtime.metrics.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The emulated cost of all pages handed out, by the node of the CPU and the node that served. */
final class AccessCosts {
    private static final double NANOS = 1e9;
    /** Above this many nodes pairs are given by distance only. */
    private static final int MAX_NODES_BY_PAIR = 16;

    private double[][] nanos = new double[0][0];
    private int[][] distances = new int[0][0];

    void add(int from, int node, int distance, double cost) {
        if (Math.max(from, node) >= nanos.length) {
            grow(Math.max(from, node) + 1);
        }
        nanos[from][node] += cost;
        distances[from][node] = distance;
    }

    private void grow(int size) {
        int before = nanos.length;
        nanos = Arrays.copyOf(nanos, size);
        distances = Arrays.copyOf(distances, size);
        for (int from = 0; from < size; from++) {
            nanos[from] = from < before ? Arrays.copyOf(nanos[from], size) : new double[size];
            distances[from] = from < before ? Arrays.copyOf(distances[from], size) : new int[size];
        }
    }

    List<Sample> samples(int machineNodes) {
        List<Sample> pairs = new ArrayList<>();
        Map<Integer, Double> byDistance = new TreeMap<>();
        for (int from = 0; from < nanos.length; from++) {
            for (int node = 0; node < nanos.length; node++) {
                if (distances[from][node] > 0) {
                    byDistance.merge(distances[from][node], nanos[from][node], Double::sum);
                    pairs.add(sample(
                            nanos[from][node], Integer.toString(from), Integer.toString(node), distances[from][node]));
                }
            }
        }
        return machineNodes <= MAX_NODES_BY_PAIR
                ? pairs
                : byDistance.entrySet().stream()
                        .map(entry -> sample(entry.getValue(), "", "", entry.getKey()))
                        .toList();
    }

    private static Sample sample(double nanos, String from, String node, int distance) {
        return Sample.of(MetricCatalog.ACCESS_SECONDS_TOTAL, nanos / NANOS, from, node, Integer.toString(distance));
    }
}
