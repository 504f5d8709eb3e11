package io.numactor.coordinator.boot;

/** A node that returns, from when a JVM is chosen for it until it runs. */
final class Arrival {
    private boolean mayStart;

    /** Whether a majority of the nodes knows who hosts it. */
    boolean mayStart() {
        return mayStart;
    }

    void allowStart() {
        mayStart = true;
    }
}
