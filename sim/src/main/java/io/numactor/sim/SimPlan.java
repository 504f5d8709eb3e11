package io.numactor.sim;

import java.util.Set;

/**
 * All that a run depends on.
 *
 * @param nodes NUMA nodes of the machine, one JVM each
 * @param steps events to go through before the network heals
 * @param withoutIncidents incidents, by number, that do not happen: how a failing run is made smaller
 * @param messageFaults whether messages are dropped, duplicated and slow
 * @param sabotage what is broken on purpose
 * @param changes whether somebody changes the machine meanwhile
 */
public record SimPlan(
        long seed,
        int nodes,
        int steps,
        FaultLevel faults,
        Set<Integer> withoutIncidents,
        boolean messageFaults,
        Sabotage sabotage,
        boolean changes) {
    /** A plan that leaves nothing out and breaks nothing. */
    public static SimPlan of(long seed, int nodes, int steps, FaultLevel faults) {
        return new SimPlan(seed, nodes, steps, faults, Set.of(), true, Sabotage.NOTHING, false);
    }

    SimPlan without(Set<Integer> incidents) {
        return new SimPlan(seed, nodes, steps, faults, incidents, messageFaults, sabotage, changes);
    }

    SimPlan withSteps(int fewer) {
        return new SimPlan(seed, nodes, fewer, faults, withoutIncidents, messageFaults, sabotage, changes);
    }

    SimPlan withoutMessageFaults() {
        return new SimPlan(seed, nodes, steps, faults, withoutIncidents, false, sabotage, changes);
    }

    /** The same run with something broken. */
    public SimPlan breaking(Sabotage what) {
        return new SimPlan(seed, nodes, steps, faults, withoutIncidents, messageFaults, what, changes);
    }

    /** The same run, in which somebody changes the machine. */
    public SimPlan changing() {
        return new SimPlan(seed, nodes, steps, faults, withoutIncidents, messageFaults, sabotage, true);
    }
}
