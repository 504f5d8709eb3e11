package io.numactor.mm.zone;

/**
 * A block of pages.
 *
 * @param pfn of its first page
 * @param order 2^order pages
 * @param type ordinal of the migrate type: of its list when it is free, of the request when it is handed out
 */
public record Block(long pfn, int order, int type) {}
