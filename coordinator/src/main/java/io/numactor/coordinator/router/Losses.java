package io.numactor.coordinator.router;

import java.util.Collection;
import java.util.Map;
import org.slf4j.Logger;

/** Writes down what owners lose: one line for each event, however many owners there are. */
record Losses(Logger log) implements RouterListener {
    @Override
    public void pagesLost(int nid, long incarnation, Map<Long, Long> pages) {
        long owners = pages.values().stream().filter(count -> count > 0).count();
        if (owners > 0) {
            log.warn(
                    "node {} (incarnation {}) is gone, and with it {} pages of {}",
                    nid,
                    Long.toHexString(incarnation),
                    pages.values().stream().mapToLong(Long::longValue).sum(),
                    owners == 1 ? "1 owner" : owners + " owners");
        }
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
