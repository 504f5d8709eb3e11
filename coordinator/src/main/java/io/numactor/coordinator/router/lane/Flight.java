package io.numactor.coordinator.router.lane;

import io.numactor.mm.topology.NodeMask;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client's request on its way over the nodes. Its questions are named (owner, sequence, step). */
public abstract class Flight {
    private final long owner;
    private final long token;
    private final long sequence;
    private final List<Question> open = new ArrayList<>(1);
    private int step;

    /** @param token by which adoption this router has the owner; 0: it was opened here */
    protected Flight(long owner, long token, long sequence) {
        this.owner = owner;
        this.token = token;
        this.sequence = sequence;
    }

    public final long sequence() {
        return sequence;
    }

    /** The head of this flight's next question: another step is another question. */
    public final NodeRequest.Builder question() {
        return NodeRequest.newBuilder()
                .setOwner(owner)
                .setToken(token)
                .setSequence(sequence)
                .setStep(step++);
    }

    /** A question is on its way. */
    public final void asked(Question question) {
        open.add(question);
    }

    /** The question that this answers, if it is still open. */
    public final Optional<Question> openQuestion(int nid, int ofStep) {
        for (Question question : open) {
            if (question.nid() == nid && question.step() == ofStep) {
                return Optional.of(question);
            }
        }
        return Optional.empty();
    }

    public final void close(Question question) {
        open.remove(question);
    }

    public final List<Question> openQuestions() {
        return List.copyOf(open);
    }

    /** Whether an answer of this node is awaited. */
    public final boolean waitsFor(int nid) {
        return open.stream().anyMatch(question -> question.nid() == nid);
    }

    /** The node is gone, and with it what it would have answered. */
    public final void loses(int nid) {
        open.removeIf(question -> question.nid() == nid);
        lost(nid);
    }

    /** A question of ours is answered. */
    public abstract void answered(int nid, NodeAnswer answer);

    /** A node that was asked is gone. */
    public abstract void lost(int nid);

    /** These nodes that it may be waiting for say nothing at present. */
    public void silent(NodeMask nodes) {
        // Most requests wait: what was asked may have been done.
    }

    /** The router has lost its session: there will be no more answers. */
    public abstract void strand();
}
