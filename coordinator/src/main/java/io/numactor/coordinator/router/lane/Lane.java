package io.numactor.coordinator.router.lane;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The questions of one router to one life of a node. They are numbered in the order in which they are asked and kept
 * until they are answered; at most a window of numbers is open, what is asked beyond waits here.
 */
public final class Lane {
    /** Less than what a node keeps answers for. */
    static final int LARGEST_WINDOW = 8192;

    static final int SMALLEST_WINDOW = 256;
    /** For all lanes to one JVM together: the transport's queue to it holds as many messages, and drops what is more. */
    static final int JVM_WINDOW = 16_384;

    private final long incarnation;
    private final long retryNanos;
    private final int window;
    private final Map<Long, Question> open = new LinkedHashMap<>();
    private final Deque<Question> waiting = new ArrayDeque<>();
    private long lastNumber;
    private long silentSince;

    /** @param lanes how many there are to this node's JVM */
    Lane(long incarnation, long retryNanos, int lanes) {
        this.window = Math.max(SMALLEST_WINDOW, Math.min(LARGEST_WINDOW, JVM_WINDOW / lanes));
        this.incarnation = incarnation;
        this.retryNanos = retryNanos;
    }

    long incarnation() {
        return incarnation;
    }

    public long nextNumber() {
        return ++lastNumber;
    }

    /** Takes a question in; {@link #admitted} has it when it may be sent. */
    public void add(Question question) {
        waiting.add(question);
    }

    /** What may be sent now, in order. */
    List<Question> admitted(long now) {
        List<Question> admitted = new ArrayList<>();
        while (!waiting.isEmpty() && hasRoom(waiting.element())) {
            Question next = waiting.remove();
            silentSince = open.isEmpty() ? now : silentSince;
            open.put(next.number(), next);
            if (!next.isUndone()) {
                next.sent(now, retryNanos);
                admitted.add(next);
            }
        }
        return admitted;
    }

    private boolean hasRoom(Question next) {
        return open.isEmpty() || next.number() - firstOpen() < window;
    }

    private long firstOpen() {
        return open.keySet().iterator().next();
    }

    /** Every question with a smaller number is answered or needs no answer. */
    long answeredBelow() {
        if (!open.isEmpty()) {
            return firstOpen();
        }
        return waiting.isEmpty() ? lastNumber + 1 : waiting.element().number();
    }

    /** A question is answered, or needs no answer any more. */
    public void close(Question question) {
        open.remove(question.number());
    }

    /** The node has said something. */
    public void heard(long now) {
        silentSince = now;
    }

    /** How long answers have been missing, nanoseconds. */
    long silence(long now) {
        return open.isEmpty() ? 0 : now - silentSince;
    }

    /** Those whose answer did not come in time, to be asked again. */
    List<Question> overdue(long now) {
        List<Question> again = new ArrayList<>();
        for (Question question : open.values()) {
            if (question.isDue(now)) {
                question.sent(now, retryNanos);
                again.add(question);
            }
        }
        return again;
    }

    /** Those that waited for an epoch, to be asked again. */
    List<Question> refusedForEpoch(long now) {
        List<Question> again = new ArrayList<>();
        for (Question question : open.values()) {
            if (question.awaitsEpoch()) {
                question.sent(now, retryNanos);
                again.add(question);
            }
        }
        return again;
    }

    /**
     * Owners of whom it is not certain what this node holds for them: a question asked before that number has no answer,
     * or everything of theirs is being freed.
     */
    public Set<Long> unsettled(long before) {
        Set<Long> owners = new HashSet<>();
        for (Question question : open.values()) {
            if (question.number() < before || question.request().hasClose()) {
                owners.add(question.request().getOwner());
            }
        }
        for (Question question : waiting) {
            if (question.request().hasClose()) {
                owners.add(question.request().getOwner());
            }
        }
        return owners;
    }
}
