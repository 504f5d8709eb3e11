package io.numactor.cli.print;

import io.numactor.mm.topology.NodeMask;

/**
 * How a view is printed.
 *
 * @param nodes only these; empty: all
 * @param columns width of the terminal
 * @param hideZeros leave out rows and columns of zeros, where the view has such
 * @param letters nodes as letters and zones as numbers, where the view draws zonelists
 * @param number of the page frame, CPU or node that the view is about; 0 for other views
 */
public record ViewOptions(NodeMask nodes, int columns, boolean hideZeros, boolean letters, long number) {
    /** Without letters, for a view that is about no single thing. */
    public ViewOptions(NodeMask nodes, int columns, boolean hideZeros) {
        this(nodes, columns, hideZeros, false, 0);
    }
}
