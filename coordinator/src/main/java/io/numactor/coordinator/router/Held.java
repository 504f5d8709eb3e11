package io.numactor.coordinator.router;

import java.util.Optional;

/** What a stream of a client holds at the router, until it ends. Used by the router alone. */
public final class Held {
    private Optional<Owners.Hold> hold = Optional.empty();
    private boolean over;

    /** Does nothing when the stream has ended meanwhile. */
    void take(Owners.Hold taken) {
        if (over) {
            taken.release();
        } else {
            hold.ifPresent(Owners.Hold::release);
            hold = Optional.of(taken);
        }
    }

    void release() {
        over = true;
        hold.ifPresent(Owners.Hold::release);
        hold = Optional.empty();
    }
}
