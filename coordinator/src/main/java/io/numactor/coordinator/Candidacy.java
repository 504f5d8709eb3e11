package io.numactor.coordinator;

import io.numactor.proto.WireTypes;
import io.numactor.wire.MachineRecord;
import io.numactor.wire.NodeRecord;
import io.numactor.wire.Offer;
import io.numactor.wire.Promise;
import io.numactor.wire.Promised;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A coordinator that does not rule yet: asks the nodes to promise it a term higher than any before, and may rule when a
 * majority of the nodes last known has. What is last known it learns from them: the newest record that any of them keeps.
 */
final class Candidacy {
    private final long candidate;
    private final Map<Long, Promised> promises = new TreeMap<>();
    private long term;
    private long askedAt;

    Candidacy(long term, long candidate, long now) {
        this.term = term;
        this.candidate = candidate;
        this.askedAt = now;
    }

    long term() {
        return term;
    }

    /** No promise for this term was given before that time. */
    long askedAt() {
        return askedAt;
    }

    Promise question() {
        return Promise.newBuilder().setTerm(term).setCandidate(candidate).build();
    }

    /** A node has answered; when it has promised more to another, a higher term is begun. */
    void answered(Promised answer, long now) {
        if (!answer.getGranted() && answer.getTerm() >= term) {
            term = answer.getTerm() + 1;
            askedAt = now;
            promises.clear();
        } else if (answer.getGranted() && answer.getTerm() == term) {
            promises.put(answer.getIncarnation(), answer);
        }
    }

    Collection<Promised> promises() {
        return promises.values();
    }

    boolean hasPromiseOf(long incarnation) {
        return promises.containsKey(incarnation);
    }

    /** The newest record that a node keeps; without an epoch when the machine was not booted before. */
    MachineRecord record() {
        Comparator<MachineRecord> byEpoch = (one, other) -> WireTypes.compare(one.getEpoch(), other.getEpoch());
        return promises.values().stream()
                .map(Promised::getRecord)
                .max(byEpoch.thenComparing(MachineRecord::getHappenedCount).thenComparing(MachineRecord::hasPending))
                .orElse(MachineRecord.getDefaultInstance());
    }

    /**
     * Whether every node is offered, and those that are started already have promised: it was never booted.
     *
     * @param offers what JVMs say that they host
     * @param unhosted nodes that are not in any JVM yet
     */
    boolean isFirst(Collection<Offer> offers, Collection<Integer> unhosted) {
        Set<Integer> missing = new TreeSet<>(unhosted);
        for (Offer offer : offers) {
            missing.removeAll(offer.getNodesCount() == 0 ? List.copyOf(missing) : offer.getNodesList());
        }
        return missing.isEmpty()
                && offers.stream()
                        .flatMap(offer -> offer.getHostedList().stream())
                        .allMatch(node -> hasPromiseOf(node.getIncarnation()));
    }

    /** Whether a majority of the nodes in that record has promised. */
    boolean hasMajority() {
        MachineRecord record = record();
        long present =
                record.getNodesList().stream().filter(Candidacy::isPresent).count();
        long promised = record.getNodesList().stream()
                .filter(node -> isPresent(node) && hasPromiseOf(node.getIncarnation()))
                .count();
        return promised > present / 2;
    }

    private static boolean isPresent(NodeRecord node) {
        return !node.getLost() && node.getIncarnation() != 0;
    }
}
