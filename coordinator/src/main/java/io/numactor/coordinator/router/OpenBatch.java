package io.numactor.coordinator.router;

import io.numactor.api.v1.OperationResult;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** A batch whose results are being gathered; it is answered when the last one is there, in the order of its operations. */
final class OpenBatch {
    private final OperationResult[] results;
    private final Consumer<List<OperationResult>> reply;
    private int missing;

    OpenBatch(int operations, Consumer<List<OperationResult>> reply) {
        this.results = new OperationResult[operations];
        this.reply = reply;
        this.missing = operations;
        if (operations == 0) {
            reply.accept(List.of());
        }
    }

    /** The places of the operations from this one on. */
    ResultSlots slots(int first) {
        return (operation, result) -> set(first + operation, result);
    }

    void set(int index, OperationResult result) {
        results[index] = result;
        missing--;
        if (missing == 0) {
            reply.accept(Arrays.asList(results));
        }
    }
}
