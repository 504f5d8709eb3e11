package io.numactor.coordinator.router;

/** When a flight began and whom it asked. */
final class FlightLog {
    private final long startedAt;
    private long askedAt;
    private int hops;

    FlightLog(long now) {
        this.startedAt = now;
        this.askedAt = now;
    }

    /** A node is asked; {@code first} when it is the first of a walk. */
    void asked(long now, boolean first) {
        askedAt = now;
        hops += first ? 0 : 1;
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
