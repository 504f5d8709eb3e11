package io.numactor.coordinator.router;

import java.util.ArrayList;
import java.util.List;

/** A batch that was submitted, for the client to give it up by. */
public final class Ticket {
    private final List<AllocationFlight> flights = new ArrayList<>();

    Ticket() {}

    void add(AllocationFlight flight) {
        flights.add(flight);
    }

    List<AllocationFlight> flights() {
        return flights;
    }
}
