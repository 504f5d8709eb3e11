package io.numactor.mm.zone;

/** Who takes pages of the page cache back. */
public enum Reclaimer {
    /** The node's reclaim daemon, to the high mark. */
    KSWAPD,
    /** A request that found every zone below its min mark. */
    DIRECT,
    /** A request that tries its own node before it goes to another ({@code zone_reclaim_mode}). */
    NODE
}
