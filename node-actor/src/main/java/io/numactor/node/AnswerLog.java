package io.numactor.node;

import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node answered to one router: the first answer to a question is given again whenever the question comes again,
 * so that a message that is repeated or delayed by the network is carried out once.
 *
 * <p>Questions are numbered by the router, one after the other for each life of the node. The router says below which
 * number it has all answers; these are forgotten, and what comes later under such a number is void. The log is a ring
 * over the numbers from there on, at most {@link #WINDOW} of them.
 */
final class AnswerLog {
    /** Questions that a router may have open with one node; it keeps to less. */
    static final int WINDOW = 1 << 15;

    /** A question's place: answered, undone, or both. */
    static final class Entry {
        private final long owner;
        private final long sequence;
        private final int step;
        private @Nullable NodeAnswer answer;
        private int order;
        private boolean undone;

        private Entry(long owner, long sequence, int step) {
            this.owner = owner;
            this.sequence = sequence;
            this.step = step;
        }

        Optional<NodeAnswer> answer() {
            return Optional.ofNullable(answer);
        }

        boolean isUndone() {
            return undone;
        }

        /** @param blockOrder order of the blocks that it hands out, if any */
        void answered(NodeAnswer given, int blockOrder) {
            answer = given;
            order = blockOrder;
        }

        int order() {
            return order;
        }

        /** From now on the question does nothing. */
        void undo() {
            undone = true;
        }

        boolean isOf(NodeRequest request) {
            return owner == request.getOwner() && sequence == request.getSequence() && step == request.getStep();
        }
    }

    private @Nullable Entry[] ring = new @Nullable Entry[64];
    private long below = 1;

    /** The router has every answer with a smaller number. */
    void answeredBelow(long number) {
        long end = Math.min(number, below + ring.length);
        for (long gone = below; gone < end; gone++) {
            ring[slot(gone)] = null;
        }
        below = Math.max(below, number);
    }

    /** Whether the question was answered so long ago that the answer is forgotten. */
    boolean isOver(long number) {
        return number < below;
    }

    /** Whether the number is so far ahead that no router in order would use it. */
    boolean isBeyond(long number) {
        return number - below >= WINDOW;
    }

    Optional<Entry> find(long number) {
        return number < below || number - below >= ring.length
                ? Optional.empty()
                : Optional.ofNullable(ring[slot(number)]);
    }

    /** Makes the place of a question that has none. */
    Entry open(long number, long owner, long sequence, int step) {
        while (number - below >= ring.length) {
            grow();
        }
        Entry entry = new Entry(owner, sequence, step);
        ring[slot(number)] = entry;
        return entry;
    }

    private void grow() {
        @Nullable Entry[] old = ring;
        ring = new @Nullable Entry[old.length * 2];
        for (long number = below; number < below + old.length; number++) {
            ring[slot(number)] = old[(int) number & (old.length - 1)];
        }
    }

    private int slot(long number) {
        return (int) number & (ring.length - 1);
    }
}
