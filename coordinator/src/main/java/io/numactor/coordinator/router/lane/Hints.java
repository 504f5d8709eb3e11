package io.numactor.coordinator.router.lane;

import io.numactor.mm.topology.ZoneType;
import io.numactor.proto.HintTimes;
import io.numactor.wire.NodeAnswers;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What nodes have said about their zones being below their low marks, so that a first pass need not ask them, as the
 * kernel's old zonelist cache did. It is forgotten as soon as this router sends the node something that may make room
 * there, until the node has said it anew after that; when the node withdraws it; and when it is old, so that a node need
 * not wait for a router that it cannot reach.
 */
public final class Hints {
    /** Messages whose answers may bring a hint; a power of two. */
    private static final int REMEMBERED = 1024;

    private final LongSupplier clock;
    private boolean on;
    private @Nullable Known[] nodes = new @Nullable Known[0];

    private static final class Known {
        private long incarnation;
        private int belowLow;
        private long version;
        private long withdrawn;
        private long sent;
        /** By number: when the last messages were sent. */
        private final long[] sentAt = new long[REMEMBERED];
        /** What is known is known until then. */
        private long until;
        /** Answers to earlier messages say nothing about now. */
        private long holdsFrom;
        /** Something that may make room waits to be sent. */
        private boolean roomComes;

        void forgets() {
            belowLow = 0;
            holdsFrom = sent + 1;
        }

        /** Another life of the node, which counts its versions from the start. */
        void begins(long life) {
            incarnation = life;
            belowLow = 0;
            version = 0;
            withdrawn = 0;
        }
    }

    /** Nothing is known, and hints are off. */
    public Hints(LongSupplier nanoTime) {
        clock = nanoTime;
    }

    /** Hints are made use of, or not. */
    public void use(boolean wanted) {
        on = wanted;
        forget();
    }

    /** Forgets all hints: the machine has changed. */
    public void forget() {
        for (Known node : nodes) {
            if (node != null) {
                node.forgets();
            }
        }
    }

    /** The version of the hint by which a first pass with this highest zone may leave the node out now; 0: it must ask. */
    public long version(int nid, ZoneType highest) {
        Known node = nid < nodes.length ? nodes[nid] : null;
        if (!on || node == null) {
            return 0;
        }
        return (node.belowLow & (1 << highest.ordinal())) != 0 && clock.getAsLong() - node.until < 0 ? node.version : 0;
    }

    /** Something was gathered for the node that may make room there. */
    void roomComes(int nid) {
        Known node = node(nid);
        node.belowLow = 0;
        node.roomComes = true;
    }

    /** A message goes out now with all that was gathered; its number. */
    long sends(int nid) {
        Known node = node(nid);
        node.sent++;
        node.sentAt[(int) node.sent & (REMEMBERED - 1)] = clock.getAsLong();
        if (node.roomComes) {
            node.roomComes = false;
            node.holdsFrom = node.sent;
        }
        return node.sent;
    }

    /** The last withdrawal that was seen. */
    long withdrawn(int nid) {
        return node(nid).withdrawn;
    }

    /** A node has spoken. */
    public void heard(NodeAnswers answers) {
        Known node = node(answers.getNode());
        if (answers.getIncarnation() != node.incarnation) {
            node.begins(answers.getIncarnation());
        }
        if (answers.getWithdrawn()) {
            node.withdrawn = Math.max(node.withdrawn, answers.getHintVersion());
            node.belowLow = 0;
        } else if (isNews(node, answers)) {
            node.belowLow = answers.getBelowLow();
            node.version = answers.getHintVersion();
            node.until = node.sentAt[(int) answers.getMessage() & (REMEMBERED - 1)] + HintTimes.LIFE.toNanos();
        }
    }

    private static boolean isNews(Known node, NodeAnswers answers) {
        return !node.roomComes
                && node.sent - answers.getMessage() < REMEMBERED
                && answers.getMessage() >= node.holdsFrom
                && answers.getHintVersion() >= node.version
                && answers.getHintVersion() > node.withdrawn;
    }

    private Known node(int nid) {
        if (nid >= nodes.length) {
            nodes = Arrays.copyOf(nodes, nid + 1);
        }
        Known node = nodes[nid];
        if (node == null) {
            node = new Known();
            nodes[nid] = node;
        }
        return node;
    }
}
