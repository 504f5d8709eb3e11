package io.numactor.coordinator.router;

import java.util.Optional;

/** What a call that was told to the router can be given up by, whichever comes first. Used by the router alone. */
public final class PendingCall {
    private Optional<Ticket> ticket = Optional.empty();
    private boolean givenUp;

    void submitted(Ticket batch) {
        ticket = Optional.of(batch);
    }

    void giveUp() {
        givenUp = true;
        ticket.ifPresent(Ticket::giveUp);
    }

    boolean isGivenUp() {
        return givenUp;
    }
}
