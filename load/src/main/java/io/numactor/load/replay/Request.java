package io.numactor.load.replay;

import io.numactor.mm.policy.PolicyChoice;
import io.numactor.mm.topology.ZoneType;

/**
 * What an allocation asked for: all of it input, nothing of where it was placed.
 *
 * @param event in the trace
 * @param cpu that it ran on
 * @param cpuNid the CPU's node
 * @param order of the block
 * @param gfp flags of this walk
 * @param highestZone that the flags allow on this machine
 * @param choice start node and mask by the task's policy
 * @param reclaimed whether the task has reclaimed for it: then the min marks count at once
 * @param oomVictim whether the OOM killer has chosen the task
 */
record Request(
        int event,
        int cpu,
        int cpuNid,
        int order,
        int gfp,
        ZoneType highestZone,
        PolicyChoice choice,
        boolean reclaimed,
        boolean oomVictim) {}
