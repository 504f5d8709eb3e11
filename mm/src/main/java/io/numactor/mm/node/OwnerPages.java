package io.numactor.mm.node;

/**
 * An owner's pages on one node.
 *
 * @param held pages handed out to it
 * @param reclaimed pages of page cache that it was given and reclaim has taken back
 */
public record OwnerPages(long owner, long held, long reclaimed) {}
