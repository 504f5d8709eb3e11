package io.numactor.coordinator.router;

import io.numactor.mm.policy.MemPolicy;

/**
 * An allocation request that was found well-formed.
 *
 * @param cpu the allocating CPU
 * @param cpuNode its node
 * @param gfp request flags
 * @param policy where to begin and where to stay
 * @param reclaimable whether the pages are page cache
 * @param withoutHints whether nodes are asked that a hint would leave out
 */
record Ask(
        Owner owner,
        int cpu,
        int cpuNode,
        int order,
        int count,
        int gfp,
        MemPolicy policy,
        boolean allOrNothing,
        boolean explain,
        boolean reclaimable,
        boolean withoutHints) {
    /** The same so many times, one after the other. */
    Ask times(int requests) {
        return new Ask(
                owner,
                cpu,
                cpuNode,
                order,
                count * requests,
                gfp,
                policy,
                allOrNothing,
                explain,
                reclaimable,
                withoutHints);
    }
}
