package io.numactor.mm.policy;

import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneType;

/**
 * What a policy needs to know of the machine.
 *
 * @param policyZone the highest zone of any zonelist, Movable apart ({@code policy_zone})
 * @param normalMemory nodes with a populated zone that kernel data may use (N_NORMAL_MEMORY)
 */
public record PolicyMachine(ZoneType policyZone, NodeMask normalMemory) {
    /** Whether a request with this highest zone must obey a set of nodes that it is bound to. */
    boolean binds(ZoneType highestZone, NodeMask nodes) {
        ZoneType lowestBound = nodes.intersects(normalMemory) ? policyZone : ZoneType.MOVABLE;
        return highestZone.compareTo(lowestBound) >= 0;
    }
}
