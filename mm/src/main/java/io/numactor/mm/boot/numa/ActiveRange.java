package io.numactor.mm.boot.numa;

/** An entry of 2.6.24's {@code early_node_map}: pfns [start, end) with memory on a node. */
public record ActiveRange(int nid, long start, long end) {}
