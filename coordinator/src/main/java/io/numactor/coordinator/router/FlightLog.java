package io.numactor.coordinator.router;

/** When a flight began and whom it asked. */
final class FlightLog {
    private final long startedAt;
    private long askedAt;
    private int hops;
    private int lastNid = -1;

    FlightLog(long now) {
        this.startedAt = now;
        this.askedAt = now;
    }

    /** A walk begins: the node that it asks first is no hop. */
    void begins() {
        lastNid = -1;
    }

    /** A node is asked. */
    void asked(long now, int nid) {
        askedAt = now;
        hops += lastNid < 0 || lastNid == nid ? 0 : 1;
        lastNid = nid;
    }

    long startedAt() {
        return startedAt;
    }

    long askedAt() {
        return askedAt;
    }

    /** Times that a walk went on to another node. */
    int hops() {
        return hops;
    }
}
