package io.numactor.coordinator.router;

/** How long owners live without a word of their client. Those of one client share one. */
final class Lease {
    private final long nanos;
    private long aliveAt;
    private int holders;

    /** @param nanos 0: for ever */
    Lease(long nanos, long now) {
        this.nanos = nanos;
        this.aliveAt = now;
    }

    /** The client has been heard of. */
    void renew(long now) {
        aliveAt = now;
    }

    /** As long as a stream of the client is open it lives. */
    void hold() {
        holders++;
    }

    void release(long now) {
        holders--;
        renew(now);
    }

    boolean isOver(long now) {
        return nanos != 0 && holders == 0 && now - aliveAt > nanos;
    }
}
