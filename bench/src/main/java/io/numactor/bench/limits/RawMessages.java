package io.numactor.bench.limits;

import io.numactor.proto.WireTypes;
import io.numactor.wire.FreeRuns;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import io.numactor.wire.RunsFreed;
import io.numactor.wire.TryZones;
import io.numactor.wire.ZonesTried;
import java.util.List;

/**
 * What the bare transport carries: one message object for each request, with the fields and sizes of the product's, and
 * nothing decided about any of them.
 */
final class RawMessages {
    private static final long SESSION = 0x7a_1234_5678L;
    private static final long OWNER = SESSION << 24 | 1;
    private static final long INCARNATION = 0x1234_5678_9abc_def0L;
    private static final int GFP = 0x100cca;
    private static final int LOW_MARK = 0x801;
    private static final long FIRST_PFN = 0x12345;

    private RawMessages() {}

    static NodeWork allocate(long sequence, int requests) {
        NodeWork.Builder work = work();
        for (int i = 0; i < requests; i++) {
            work.addRequests(head(sequence + i)
                    .setTryZones(TryZones.newBuilder()
                            .setCount(1)
                            .setGfp(GFP)
                            .setAllocFlags(LOW_MARK)
                            .setMigrateType(1)
                            .setHighestZone(3)
                            .addAllZones(List.of(2, 1, 0))
                            .setPreferredZone(2)));
        }
        return work.build();
    }

    static NodeWork free(long sequence, int requests) {
        NodeWork.Builder work = work();
        for (int i = 0; i < requests; i++) {
            work.addRequests(head(sequence + i)
                    .setFree(FreeRuns.newBuilder()
                            .addPfnDelta(FIRST_PFN + i)
                            .addOrder(0)
                            .addBlocks(1)
                            .addIncarnation(INCARNATION)
                            .addGrant((int) sequence)));
        }
        return work.build();
    }

    private static NodeWork.Builder work() {
        return NodeWork.newBuilder()
                .setSession(SESSION)
                .setEpoch(WireTypes.epoch(1, 20))
                .setIncarnation(INCARNATION);
    }

    private static NodeRequest.Builder head(long sequence) {
        return NodeRequest.newBuilder().setOwner(OWNER).setSequence(sequence);
    }

    /** One answer to each request. */
    static NodeAnswers answers(NodeWork work) {
        NodeAnswers.Builder answers =
                NodeAnswers.newBuilder().setIncarnation(work.getIncarnation()).setEpoch(work.getEpoch());
        for (NodeRequest request : work.getRequestsList()) {
            answers.addAnswers(answer(request));
        }
        return answers.build();
    }

    private static NodeAnswer.Builder answer(NodeRequest request) {
        NodeAnswer.Builder answer =
                NodeAnswer.newBuilder().setOwner(request.getOwner()).setSequence(request.getSequence());
        return request.hasFree()
                ? answer.setFreed(RunsFreed.newBuilder().setFreed(1))
                : answer.setTried(ZonesTried.newBuilder()
                        .setGrant((int) request.getSequence())
                        .addPfnDelta(FIRST_PFN)
                        .addBlocks(1)
                        .addZone(2));
    }
}
