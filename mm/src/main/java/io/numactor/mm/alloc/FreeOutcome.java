package io.numactor.mm.alloc;

/** What became of a free. */
public enum FreeOutcome {
    FREED,
    /** The page was page cache, and has been reclaimed: there is nothing left to free. */
    RECLAIMED,
    /** The page is not allocated, or not a page of this node. */
    NOT_ALLOCATED,
    /** The page is allocated, but in another life than the handle names, or to another owner. */
    STALE_HANDLE,
    /** The page is allocated as a block of another order. */
    WRONG_ORDER
}
