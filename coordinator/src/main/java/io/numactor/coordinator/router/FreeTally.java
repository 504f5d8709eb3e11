package io.numactor.coordinator.router;

import io.numactor.api.v1.FreeRefusal;
import io.numactor.api.v1.FreeResponse;
import io.numactor.api.v1.LostPages;
import io.numactor.api.v1.OperationResult;
import java.util.ArrayList;
import java.util.List;

/** What came of one free so far. */
final class FreeTally {
    /** By far the most frequent result. */
    private static final OperationResult ONE_FREED = OperationResult.newBuilder()
            .setFreed(FreeResponse.newBuilder().setFreed(1))
            .build();

    private final List<FreeRefusal> refusals = new ArrayList<>(0);
    private int freed;
    private int reclaimed;

    void freed(int blocks) {
        freed += blocks;
    }

    /** Blocks that reclaim had taken back before. */
    void reclaimed(int blocks) {
        reclaimed += blocks;
    }

    void refuse(FreeRefusal refusal) {
        refusals.add(refusal);
    }

    /** @param lost what the owner is told by the way */
    OperationResult result(List<LostPages> lost) {
        if (lost.isEmpty() && freed == 1 && reclaimed == 0 && refusals.isEmpty()) {
            return ONE_FREED;
        }
        return OperationResult.newBuilder()
                .setFreed(FreeResponse.newBuilder()
                        .setFreed(freed)
                        .setReclaimed(reclaimed)
                        .addAllRefusals(refusals)
                        .addAllLost(lost))
                .build();
    }
}
