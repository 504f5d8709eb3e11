package io.numactor.coordinator.router;

/** Told what owners lose without having asked for it, on the router's thread. */
public interface RouterListener {
    /** A node has died, or left, and every page that the owner had of this life of it is gone. */
    void pagesLost(long owner, int nid, long incarnation);

    /** The owner is closed, with all its pages. */
    void ownerLost(long owner);
}
