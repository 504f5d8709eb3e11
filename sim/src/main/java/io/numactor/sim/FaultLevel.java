package io.numactor.sim;

/** How bad it gets. Shares are of all messages, times in simulated milliseconds. */
public enum FaultLevel {
    /** A network that delivers everything once and in time; nobody dies. */
    NONE(0, 0, 0, 0, 0, 0),
    /** What a bad day brings. */
    STORMY(0.01, 0.01, 0.05, 200, 0, 6_000),
    /** What no deployment should ever see. */
    CRUEL(0.04, 0.04, 0.12, 3_000, 0.01, 1_000);

    private final double dropped;
    private final double duplicated;
    private final double slow;
    private final int slowMillis;
    private final double late;
    private final int incidentMillis;

    FaultLevel(double dropped, double duplicated, double slow, int slowMillis, double late, int incidentMillis) {
        this.dropped = dropped;
        this.duplicated = duplicated;
        this.slow = slow;
        this.slowMillis = slowMillis;
        this.late = late;
        this.incidentMillis = incidentMillis;
    }

    double dropped() {
        return dropped;
    }

    double duplicated() {
        return duplicated;
    }

    double slow() {
        return slow;
    }

    /** The most that a slow message takes. */
    int slowMillis() {
        return slowMillis;
    }

    /** Messages that come when nobody reckons with them any more: leases have run out, nodes have begun other lives. */
    double late() {
        return late;
    }

    /** Mean time between deaths and cuts; 0: there are none. */
    int incidentMillis() {
        return incidentMillis;
    }
}
