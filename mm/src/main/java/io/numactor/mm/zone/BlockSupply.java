package io.numactor.mm.zone;

/** Where a watermark test learns whether a large enough free block exists. */
public interface BlockSupply {
    /**
     * Whether any list that requests may use has a block of at least the order.
     *
     * @param alsoHighAtomic whether the request may use blocks reserved for high-order atomic requests
     */
    boolean hasBlock(int order, boolean alsoHighAtomic);
}
