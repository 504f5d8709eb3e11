package io.numactor.coordinator.router;

import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeRequest;

/** A client's request on its way over the nodes. Its questions are named (owner, sequence, step). */
abstract class Flight {
    private final long owner;
    private final long sequence;
    private int step;

    Flight(long owner, long sequence) {
        this.owner = owner;
        this.sequence = sequence;
    }

    final long sequence() {
        return sequence;
    }

    /** The head of this flight's next question: another step is another question. */
    final NodeRequest.Builder question() {
        return NodeRequest.newBuilder().setOwner(owner).setSequence(sequence).setStep(step++);
    }

    /** The step of the question asked last. */
    final int lastStep() {
        return step - 1;
    }

    /** Whether an answer of this node is awaited. */
    abstract boolean waitsFor(int nid);

    /** A node has answered. */
    abstract void answered(int nid, NodeAnswer answer);

    /** A node that was asked is gone, and with it what it would have answered. */
    abstract void lost(int nid);

    /** The epoch has changed after a node refused the last question for it: ask again. */
    void askAgain() {}
}
