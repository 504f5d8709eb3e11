package io.numactor.bench.limits;

import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a client does in one chain: allocates a batch of blocks of order 0, frees them by a batch, and so on. */
final class Work {
    private Work() {}

    /** {@code size} operations that allocate {@code count} pages each on the CPU. */
    static List<Operation> allocate(long owner, int cpu, int count, int size) {
        Operation operation = Operation.newBuilder()
                .setAllocate(
                        AllocateRequest.newBuilder().setOwner(owner).setCpu(cpu).setCount(count))
                .build();
        return Collections.nCopies(size, operation);
    }

    /** One operation for each result that frees what it got. */
    static List<Operation> free(long owner, int cpu, List<OperationResult> results) {
        List<Operation> operations = new ArrayList<>(results.size());
        for (OperationResult result : results) {
            operations.add(Operation.newBuilder()
                    .setFree(FreeRequest.newBuilder()
                            .setOwner(owner)
                            .setCpu(cpu)
                            .addAllRuns(served(result).getRunsList()))
                    .build());
        }
        return operations;
    }

    private static AllocateResponse served(OperationResult result) {
        if (!result.hasAllocated() || result.getAllocated().getRunsCount() == 0) {
            throw new IllegalStateException("not served: " + result);
        }
        return result.getAllocated();
    }

    /** A measurement of refusals is none: every free must have freed. */
    static void checkFreed(List<OperationResult> results) {
        for (OperationResult result : results) {
            if (!result.hasFreed() || result.getFreed().getRefusalsCount() > 0) {
                throw new IllegalStateException("not freed: " + result);
            }
        }
    }
}
