package io.numactor.coordinator.router;

import io.numactor.coordinator.router.lane.Flight;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeRequest;

/** A request to several nodes at once that is over when all have answered or are gone. */
abstract class FanOutFlight extends Flight {
    private final RouterCore router;

    FanOutFlight(RouterCore router, long owner, long token, long sequence) {
        super(owner, token, sequence);
        this.router = router;
    }

    /** Sends one question; the same node may be asked several. */
    final void send(int nid, NodeRequest.Builder question, int weight) {
        router.ask(this, nid, question, weight);
    }

    /** All questions are out: a flight that asked nobody is over now. */
    final void allSent() {
        if (openQuestions().isEmpty()) {
            router.landed(this);
            over();
        }
    }

    @Override
    public final void answered(int nid, NodeAnswer answer) {
        take(nid, answer);
        allSent();
    }

    @Override
    public final void lost(int nid) {
        gone(nid);
        allSent();
    }

    @Override
    public final void strand() {
        router.landed(this);
        over();
    }

    abstract void take(int nid, NodeAnswer answer);

    abstract void gone(int nid);

    abstract void over();
}
