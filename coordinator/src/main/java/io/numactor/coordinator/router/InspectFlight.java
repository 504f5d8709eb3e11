package io.numactor.coordinator.router;

import io.numactor.api.v1.NodeState;
import io.numactor.coordinator.router.lane.Lane;
import io.numactor.coordinator.router.lane.Outbox;
import io.numactor.mm.topology.NodeMask;
import io.numactor.wire.Inspect;
import io.numactor.wire.NodeAnswer;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Asks nodes how they stand. A patient one waits for every node that is part of the machine; one that is not answers
 * without those that are silent, and takes in what they say later for the sake of their {@link Lane}.
 */
final class InspectFlight extends FanOutFlight {
    private static final long NO_OWNER = 0;

    private final Inspect question;
    private final Consumer<List<NodeState>> reply;
    private final boolean patient;
    private final SortedMap<Integer, NodeState> states = new TreeMap<>();
    private boolean replied;

    /** @param pfns pages to be told of, too */
    InspectFlight(RouterCore router, long sequence, List<Long> pfns, boolean patient, Consumer<List<NodeState>> reply) {
        super(router, NO_OWNER, 0, sequence);
        this.question = Inspect.newBuilder().addAllPfns(pfns).build();
        this.reply = reply;
        this.patient = patient;
    }

    /** @param away nodes that are not asked */
    void takeOff(NodeMask nodes, NodeMask away) {
        nodes.ids().stream()
                .filter(nid -> !away.contains(nid))
                .forEach(nid -> send(nid, question().setInspect(question), Outbox.MAX_WEIGHT / 4));
        allSent();
    }

    @Override
    void take(int nid, NodeAnswer answer) {
        if (answer.hasState()) {
            states.put(nid, answer.getState());
        }
    }

    @Override
    void gone(int nid) {
        // A node that is gone has no state to show.
    }

    @Override
    public void silent(NodeMask nodes) {
        boolean inVain = openQuestions().stream().allMatch(question -> nodes.contains(question.nid()));
        if (!patient && inVain) {
            over();
        }
    }

    @Override
    void over() {
        if (!replied) {
            replied = true;
            reply.accept(List.copyOf(states.values()));
        }
    }
}
