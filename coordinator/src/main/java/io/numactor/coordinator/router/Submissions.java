package io.numactor.coordinator.router;

import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import java.util.List;
import java.util.function.Consumer;

/** Turns clients' batches into flights. */
final class Submissions {
    private final RouterCore router;

    Submissions(RouterCore router) {
        this.router = router;
    }

    /** Takes a batch; its results come in the order of its operations. */
    Ticket submit(List<Operation> operations, Consumer<List<OperationResult>> reply) {
        Ticket ticket = new Ticket();
        OpenBatch batch = new OpenBatch(
                operations.size(), results -> reply.accept(ticket.settle(operations, results, this::takeBack)));
        int first = 0;
        while (first < operations.size()) {
            int end = Alike.end(operations, first);
            try {
                RequestReader.checkRoom(operations.size(), router.inFlight());
                submit(operations.subList(first, end), batch.slots(first), ticket);
            } catch (Refusal refusal) {
                for (int index = first; index < end; index++) {
                    batch.set(index, refusal.result());
                }
            }
            first = end;
        }
        return ticket;
    }

    private void submit(List<Operation> alike, ResultSlots slots, Ticket ticket) throws Refusal {
        RequestReader.checkRunning(router.machine());
        RequestReader reader = new RequestReader(router.machine());
        Operation first = alike.get(0);
        switch (first.getOperationCase()) {
            case ALLOCATE -> {
                Owner owner = router.owners().use(first.getAllocate().getOwner());
                Ask ask = reader.read(first.getAllocate(), owner).times(alike.size());
                AllocationFlight flight = new AllocationFlight(router, ask, alike.size(), router.nextSequence(), slots);
                ticket.add(flight);
                flight.takeOff();
            }
            case FREE -> {
                Owner owner = router.owners().use(first.getFree().getOwner());
                int cpu = reader.freeingCpu(first.getFree().getCpu());
                new FreeFlight(router, owner, true, router.nextSequence(), cpu, alike.size(), slots)
                        .takeOff(alike, reader);
            }
            default -> throw Refusal.invalid("an operation must be allocate or free");
        }
    }

    /** The client will not hear of what it was served: that is freed. */
    private void takeBack(AllocateRequest request, OperationResult result) {
        router.owners()
                .find(request.getOwner())
                .filter(owner -> result.getAllocated().getRunsCount() > 0)
                .ifPresent(owner -> router.giveBack(
                        owner, request.getCpu(), result.getAllocated().getRunsList()));
    }

    /** What a client that is gone was served. */
    void takeBack(List<Operation> operations, List<OperationResult> results) {
        for (int i = 0; i < operations.size(); i++) {
            takeBack(operations.get(i).getAllocate(), results.get(i));
        }
    }
}
