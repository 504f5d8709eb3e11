package io.numactor.cli.cluster;

import java.util.List;

/**
 * What the launcher has to know of a machine.
 *
 * @param name for people
 * @param nodes every possible node, ascending
 */
public record MachineSummary(String name, List<Integer> nodes) {
    public MachineSummary {
        nodes = List.copyOf(nodes);
    }
}
