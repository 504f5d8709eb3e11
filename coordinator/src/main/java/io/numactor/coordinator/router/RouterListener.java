package io.numactor.coordinator.router;

import java.util.Collection;
import java.util.Map;

/** Told what owners lose without having asked for it, on the router's thread. */
public interface RouterListener {
    /**
     * A node has died, or left, and every page that owners had of this life of it is gone.
     *
     * @param pages of each owner that ever had business there; 0 where it had freed them all
     */
    void pagesLost(int nid, long incarnation, Map<Long, Long> pages);

    /**
     * Owners are closed, with all their pages.
     *
     * @param why told to whoever watches them
     */
    void ownersLost(Collection<Long> owners, String why);
}
