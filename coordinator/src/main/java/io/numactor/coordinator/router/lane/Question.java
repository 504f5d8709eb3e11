package io.numactor.coordinator.router.lane;

import io.numactor.wire.NodeRequest;
import java.util.Optional;

/** A question to a node from when it is asked until it is answered, undone, or lost with the node. */
public final class Question {
    private static final int MAX_BACKOFF = 3;

    private final Flight flight;
    private final int nid;
    private final NodeRequest request;
    private final int weight;
    private long due;
    private int asked;
    private boolean awaitsEpoch;
    private final Optional<Question> undoes;
    private boolean undone;

    /** @param undoes the question that this one undoes; it is settled together with this one */
    public Question(Flight flight, int nid, NodeRequest request, int weight, Optional<Question> undoes) {
        this.undoes = undoes;
        this.flight = flight;
        this.nid = nid;
        this.request = request;
        this.weight = weight;
    }

    public Optional<Question> undoes() {
        return undoes;
    }

    public Flight flight() {
        return flight;
    }

    public int nid() {
        return nid;
    }

    NodeRequest request() {
        return request;
    }

    public long number() {
        return request.getNumber();
    }

    public int step() {
        return request.getStep();
    }

    /** Blocks asked for, or runs freed: what it and its answer take up in a message. */
    int weight() {
        return weight;
    }

    /** It is on its way now; when no answer comes it is asked again, each time after twice as long. */
    void sent(long now, long retryNanos) {
        due = now + (retryNanos << Math.min(asked, MAX_BACKOFF));
        asked++;
        awaitsEpoch = false;
    }

    boolean isDue(long now) {
        return now - due >= 0 && !undone;
    }

    /** The node knows a newer epoch than the router: it is asked again at once when that has come. */
    public void awaitEpoch() {
        awaitsEpoch = true;
    }

    boolean awaitsEpoch() {
        return awaitsEpoch && !undone;
    }

    /** It is being undone: nobody waits for its answer, and it is not asked again. */
    public void undo() {
        undone = true;
    }

    boolean isUndone() {
        return undone;
    }
}
