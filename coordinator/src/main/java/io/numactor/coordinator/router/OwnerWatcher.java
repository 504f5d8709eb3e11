package io.numactor.coordinator.router;

import io.numactor.api.v1.LostPages;

/** Told what one owner loses, on the router's thread; must not block. */
public interface OwnerWatcher {
    /** A node is gone, and the pages that the owner had of that life of it. */
    void lost(LostPages pages);

    /** The owner is no more; nothing follows. */
    void ended(String why);
}
