package io.numactor.cli.print;

import io.numactor.mm.topology.NodeMask;

/**
 * How a view is printed.
 *
 * @param nodes only these; empty: all
 * @param columns width of the terminal
 * @param hideZeros leave out rows and columns of zeros, where the view has such
 * @param letters nodes as letters and zones as numbers, where the view draws zonelists
 */
public record ViewOptions(NodeMask nodes, int columns, boolean hideZeros, boolean letters) {
    /** Without letters. */
    public ViewOptions(NodeMask nodes, int columns, boolean hideZeros) {
        this(nodes, columns, hideZeros, false);
    }
}
