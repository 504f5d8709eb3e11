package io.numactor.coordinator.router;

import org.slf4j.Logger;

/** Writes down what owners lose. */
record Losses(Logger log) implements RouterListener {
    @Override
    public void pagesLost(long owner, int nid, long incarnation) {
        log.warn(
                "owner {} has lost its pages of node {} (incarnation {})",
                Long.toUnsignedString(owner),
                nid,
                Long.toHexString(incarnation));
    }

    @Override
    public void ownerLost(long owner) {
        log.warn(
                "owner {} is closed: nothing was heard of its client, or of the coordinator",
                Long.toUnsignedString(owner));
    }
}
