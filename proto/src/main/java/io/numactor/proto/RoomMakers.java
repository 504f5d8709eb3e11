package io.numactor.proto;

import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;

/**
 * Requests that may put a zone above a mark that it was below. By sending one a router gives up what it knew about the
 * node's marks, and by receiving it the node knows that.
 */
public final class RoomMakers {
    private RoomMakers() {}

    public static boolean makesRoom(NodeRequest request) {
        return switch (request.getRequestCase()) {
            case TRY_ZONES ->
                request.getTryZones().getNodeReclaim() || request.getTryZones().getWakeKswapd();
            case INSPECT, AUDIT, ADOPT, LIST, REQUEST_NOT_SET -> false;
            default -> true;
        };
    }

    public static boolean makesRoom(NodeWork work) {
        for (int i = 0; i < work.getRequestsCount(); i++) {
            if (makesRoom(work.getRequests(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether it only asks how the node stands. */
    public static boolean onlyLooks(NodeWork work) {
        for (int i = 0; i < work.getRequestsCount(); i++) {
            NodeRequest request = work.getRequests(i);
            if (!request.hasInspect() && !request.hasAudit()) {
                return false;
            }
        }
        return work.getRequestsCount() > 0;
    }
}
