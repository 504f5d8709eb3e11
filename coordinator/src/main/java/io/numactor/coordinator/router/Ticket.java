package io.numactor.coordinator.router;

import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** A batch that was submitted, for the client to give it up by. */
public final class Ticket {
    private final List<AllocationFlight> flights = new ArrayList<>(1);
    private boolean givenUp;

    Ticket() {}

    void add(AllocationFlight flight) {
        flights.add(flight);
    }

    void giveUp() {
        givenUp = true;
        List.copyOf(flights).forEach(AllocationFlight::giveUp);
    }

    /** The results as the client hears them: when it has given up, what it was served before is taken back. */
    List<OperationResult> settle(
            List<Operation> operations,
            List<OperationResult> results,
            BiConsumer<AllocateRequest, OperationResult> takeBack) {
        flights.clear();
        if (!givenUp) {
            return results;
        }
        List<OperationResult> heard = new ArrayList<>(results);
        for (int i = 0; i < heard.size(); i++) {
            if (heard.get(i).hasAllocated()) {
                takeBack.accept(operations.get(i).getAllocate(), heard.get(i));
                heard.set(i, FlightEnds.GIVEN_UP);
            }
        }
        return heard;
    }
}
