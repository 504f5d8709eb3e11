package io.numactor.load.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How long each boost of each zone was in force: from the steal that raised the marks to the end of the round of kswapd
 * that took it off. A boost of the model's own lasts as long as the real one that is nearest.
 */
final class BoostTimes {
    /** A steal of the model and a real one this many events apart are taken for the same. */
    private static final int NEAR = 4000;

    /** Events from steal to drop when no real boost is known. */
    private static final int TYPICAL = 20;

    private record Boost(int raised, int dropped) {}

    private final List<List<Boost>> zones = new ArrayList<>();

    BoostTimes(int zoneCount) {
        for (int zone = 0; zone < zoneCount; zone++) {
            zones.add(new ArrayList<>());
        }
    }

    void add(int zone, int raised, int dropped) {
        zones.get(zone).add(new Boost(raised, dropped));
    }

    /** When a boost that the model raises now is to be dropped. */
    int dropOf(int zone, int raisedNow) {
        List<Boost> boosts = zones.get(zone);
        Optional<Boost> nearest = boosts.stream()
                .min(Comparator.comparingInt(boost -> Math.abs(boost.raised - raisedNow)))
                .filter(boost -> Math.abs(boost.raised - raisedNow) <= NEAR);
        if (nearest.isEmpty()) {
            return raisedNow + typical(boosts);
        }
        Boost real = nearest.get();
        if (raisedNow <= real.dropped) {
            return real.dropped;
        }
        return raisedNow + real.dropped - real.raised;
    }

    /** The middle one of how long the real boosts were in force. */
    private static int typical(List<Boost> boosts) {
        int[] lengths = boosts.stream()
                .filter(boost -> boost.dropped != Integer.MAX_VALUE)
                .mapToInt(boost -> boost.dropped - boost.raised)
                .sorted()
                .toArray();
        return lengths.length == 0 ? TYPICAL : lengths[(lengths.length - 1) / 2];
    }
}
