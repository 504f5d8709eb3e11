package io.numactor.coordinator.router;

import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.Policy;
import io.numactor.coordinator.router.lane.Outbox;
import java.util.List;

/**
 * Which neighbouring operations of a batch travel as one. Equal allocations one after the other are what a request with
 * their number as its count stands for, so they share a walk and its messages; frees of one owner on one CPU share theirs.
 * The order of operations is kept.
 */
final class Alike {
    private Alike() {}

    /** The end (exclusive) of the operations that travel together with the one at {@code first}. */
    static int end(List<Operation> operations, int first) {
        Operation operation = operations.get(first);
        if (operation.hasAllocate()) {
            return endOfAllocations(operations, first, operation.getAllocate());
        }
        return operation.hasFree() ? endOfFrees(operations, first, operation.getFree()) : first + 1;
    }

    private static int endOfAllocations(List<Operation> operations, int first, AllocateRequest request) {
        int most = most(operations.get(first));
        int end = first + 1;
        while (end < operations.size() && end - first < most && isSame(operations.get(end), request)) {
            end++;
        }
        return end;
    }

    /** How many such operations can travel together. */
    static int most(Operation operation) {
        if (operation.hasAllocate()) {
            AllocateRequest request = operation.getAllocate();
            return isShareable(request) ? Math.max(1, Outbox.MAX_WEIGHT / Math.max(1, request.getCount())) : 1;
        }
        return operation.hasFree() ? Outbox.MAX_WEIGHT : 1;
    }

    /** Whether these two, of one owner on one CPU, can travel together if one comes after the other. */
    static boolean together(Operation operation, Operation next) {
        return operation.hasAllocate() ? isSame(next, operation.getAllocate()) : next.hasFree();
    }

    private static boolean isSame(Operation operation, AllocateRequest request) {
        return operation.hasAllocate() && operation.getAllocate().equals(request);
    }

    /** Not where a client wants to see its own walk, or where turns of an interleaving are counted one by one. */
    private static boolean isShareable(AllocateRequest request) {
        return request.getCount() >= 0
                && !request.getExplain()
                && !request.getAllOrNothing()
                && request.getPolicy().getMode() != Policy.Mode.MODE_INTERLEAVE;
    }

    private static int endOfFrees(List<Operation> operations, int first, FreeRequest request) {
        int end = first + 1;
        while (end < operations.size() && isOfSame(operations.get(end), request)) {
            end++;
        }
        return end;
    }

    private static boolean isOfSame(Operation operation, FreeRequest request) {
        return operation.hasFree()
                && operation.getFree().getOwner() == request.getOwner()
                && operation.getFree().getCpu() == request.getCpu();
    }
}
