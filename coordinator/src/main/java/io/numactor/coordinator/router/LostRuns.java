package io.numactor.coordinator.router;

import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import io.numactor.coordinator.router.lane.RoutedMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What an operation of a batch was served while others of the batch were under way, by nodes that have died since: the
 * owner has been told so, and must not be given the pages afterwards.
 */
final class LostRuns {
    private LostRuns() {}

    /** @param takeBack frees what is left of an operation that wanted all or nothing */
    static List<OperationResult> leaveOut(
            List<Operation> operations,
            List<OperationResult> results,
            RoutedMachine machine,
            BiConsumer<AllocateRequest, OperationResult> takeBack) {
        List<OperationResult> alive = new ArrayList<>(results);
        for (int i = 0; i < results.size(); i++) {
            OperationResult left = leaveOut(results.get(i), machine);
            AllocateRequest request = operations.get(i).getAllocate();
            if (left != results.get(i) && request.getAllOrNothing()) {
                takeBack.accept(request, left);
                left = OperationResult.newBuilder()
                        .setAllocated(
                                left.getAllocated().toBuilder().clearRuns().setServed(0))
                        .build();
            }
            alive.set(i, left);
        }
        return alive;
    }

    private static OperationResult leaveOut(OperationResult result, RoutedMachine machine) {
        AllocateResponse served = result.getAllocated();
        List<PageRun> alive = served.getRunsList().stream()
                .filter(run -> machine.has(run.getNode(), run.getIncarnation()))
                .toList();
        if (alive.size() == served.getRunsCount()) {
            return result;
        }
        AllocateResponse.Builder left = served.toBuilder()
                .clearRuns()
                .addAllRuns(alive)
                .setServed(alive.stream().mapToInt(PageRun::getBlocks).sum());
        if (!served.hasFailure()) {
            left.setFailure(FlightEnds.LOST_WHILE_SERVED);
        }
        return OperationResult.newBuilder().setAllocated(left).build();
    }
}
