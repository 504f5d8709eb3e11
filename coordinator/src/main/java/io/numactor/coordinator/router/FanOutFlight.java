package io.numactor.coordinator.router;

import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeRequest;
import java.util.ArrayList;
import java.util.List;

/** A request to several nodes at once that is over when all have answered or are gone. */
abstract class FanOutFlight extends Flight {
    private final RouterCore router;
    private final List<Integer> awaited = new ArrayList<>();

    FanOutFlight(RouterCore router, long owner, long sequence) {
        super(owner, sequence);
        this.router = router;
    }

    /** Sends one question; the same node may be asked several. */
    final void send(int nid, NodeRequest.Builder question, int weight) {
        awaited.add(nid);
        router.send(this, nid, question, weight);
    }

    /** All questions are out: a flight that asked nobody is over now. */
    final void allSent() {
        if (awaited.isEmpty()) {
            land();
        }
    }

    @Override
    final boolean waitsFor(int nid) {
        return awaited.contains(nid);
    }

    @Override
    final void answered(int nid, NodeAnswer answer) {
        if (awaited.remove((Integer) nid)) {
            take(nid, answer);
            allSent();
        }
    }

    @Override
    final void lost(int nid) {
        while (awaited.remove((Integer) nid)) {
            gone(nid);
        }
        allSent();
    }

    private void land() {
        router.landed(this);
        over();
    }

    abstract void take(int nid, NodeAnswer answer);

    abstract void gone(int nid);

    abstract void over();
}
