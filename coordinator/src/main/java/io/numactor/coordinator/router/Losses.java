package io.numactor.coordinator.router;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/** Writes down what owners lose: one line for all that is lost together, however many nodes and owners there are. */
final class Losses implements RouterListener {
    private final Logger log;
    private final Map<Integer, Long> lives = new TreeMap<>();
    private final Set<Long> losers = new HashSet<>();
    private long pages;

    Losses(Logger log) {
        this.log = log;
    }

    @Override
    public void pagesLost(int nid, long incarnation, Map<Long, Long> pagesOfOwners) {
        long before = pages;
        pagesOfOwners.forEach((owner, count) -> {
            if (count > 0) {
                pages += count;
                losers.add(owner);
            }
        });
        if (pages > before) {
            lives.put(nid, incarnation);
        }
    }

    /** Writes what was lost since the last time, if anything. */
    void write() {
        if (lives.isEmpty()) {
            return;
        }
        log.warn(
                "gone: {}, and {} pages of {} {}",
                lives.entrySet().stream()
                        .map(life ->
                                "node " + life.getKey() + " (incarnation " + Long.toHexString(life.getValue()) + ")")
                        .collect(Collectors.joining(", ")),
                pages,
                losers.size(),
                losers.size() == 1 ? "owner" : "owners");
        lives.clear();
        losers.clear();
        pages = 0;
    }

    @Override
    public void ownersLost(Collection<Long> owners, String why) {
        log.warn(
                "{} closed: {}",
                owners.size() == 1
                        ? "owner " + Long.toUnsignedString(owners.iterator().next()) + " is"
                        : owners.size() + " owners are",
                why);
    }
}
