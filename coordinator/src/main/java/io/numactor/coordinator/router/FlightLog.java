package io.numactor.coordinator.router;

/** When a flight began and whom it asked. */
final class FlightLog {
    private final long startedAt;
    private long askedAt;
    private int asked;

    FlightLog(long now) {
        this.startedAt = now;
        this.askedAt = now;
    }

    void asked(long now) {
        askedAt = now;
        asked++;
    }

    long startedAt() {
        return startedAt;
    }

    long askedAt() {
        return askedAt;
    }

    /** Times a node was asked, beyond the first. */
    int hops() {
        return Math.max(0, asked - 1);
    }
}
