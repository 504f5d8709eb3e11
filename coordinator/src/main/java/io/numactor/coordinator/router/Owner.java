package io.numactor.coordinator.router;

import io.numactor.mm.policy.Interleaving;
import java.util.BitSet;
import java.util.Optional;

/** An emulated process as its home router knows it. */
final class Owner {
    private final long id;
    private final BitSet nodes = new BitSet();
    private int ilPrev = Interleaving.FRESH;
    private int inFlight;
    private Optional<Runnable> afterLastFlight = Optional.empty();
    private boolean closing;

    Owner(long id) {
        this.id = id;
    }

    long id() {
        return id;
    }

    /** The task's interleave state. */
    int ilPrev() {
        return ilPrev;
    }

    void ilPrev(int next) {
        ilPrev = next;
    }

    /** Remembers a node that may hold pages of this owner. */
    void usesNode(int nid) {
        nodes.set(nid);
    }

    BitSet nodes() {
        return nodes;
    }

    boolean isClosing() {
        return closing;
    }

    void takesOff() {
        inFlight++;
    }

    void lands() {
        inFlight--;
        if (inFlight == 0) {
            afterLastFlight.ifPresent(Runnable::run);
        }
    }

    /** Takes no new requests; runs {@code action} once those in flight are answered. */
    void close(Runnable action) {
        closing = true;
        if (inFlight == 0) {
            action.run();
        } else {
            afterLastFlight = Optional.of(action);
        }
    }
}
