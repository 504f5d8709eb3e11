package io.numactor.coordinator.router;

import io.numactor.api.v1.Failure;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.zonelist.WalkEffect;

/** Why a walk failed, in the API's words. */
final class FailureTexts {
    private FailureTexts() {}

    /** @param silent nodes that were passed over because they say nothing: whether they have room is not known */
    static Failure failure(WalkEffect.Failed failed, String gfp, NodeMask silent) {
        if (!silent.isEmpty() && failed.reason() != WalkEffect.Reason.UNREACHABLE) {
            return Failure.newBuilder()
                    .setReason(Failure.Reason.REASON_NODE_LOST)
                    .setDetail("node " + silent + " says nothing at present, and no other node that may serve has room")
                    .build();
        }
        return Failure.newBuilder()
                .setReason(reason(failed.reason()))
                .setDetail(detail(failed, gfp))
                .setOomKill(failed.oomKill())
                .build();
    }

    private static Failure.Reason reason(WalkEffect.Reason reason) {
        return switch (reason) {
            case WOULD_RECLAIM -> Failure.Reason.REASON_WOULD_RECLAIM;
            case NO_RECLAIM_ALLOWED -> Failure.Reason.REASON_NO_RECLAIM_ALLOWED;
            case THISNODE_EXHAUSTED -> Failure.Reason.REASON_THISNODE_EXHAUSTED;
            case NO_ZONE -> Failure.Reason.REASON_NO_ZONE;
            case UNREACHABLE -> Failure.Reason.REASON_NODE_LOST;
        };
    }

    private static String detail(WalkEffect.Failed failed, String gfp) {
        return switch (failed.reason()) {
            case WOULD_RECLAIM ->
                "every zone is below its min mark and no page cache is left: the kernel would now reclaim"
                        + (failed.oomKill()
                                ? " what is not emulated, and kill a process when that does not help"
                                : " what is not emulated, and give up when that does not help");
            case NO_RECLAIM_ALLOWED -> "every zone is below the marks of " + gfp + ", which may not wait for reclaim";
            case THISNODE_EXHAUSTED -> "__GFP_THISNODE, and that node is below its marks";
            case NO_ZONE -> "no zone with memory fits " + gfp + " and the policy";
            case UNREACHABLE -> "no node that may serve answers";
        };
    }
}
