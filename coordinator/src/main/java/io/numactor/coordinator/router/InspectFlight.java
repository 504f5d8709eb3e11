package io.numactor.coordinator.router;

import io.numactor.api.v1.NodeState;
import io.numactor.mm.topology.NodeMask;
import io.numactor.wire.Inspect;
import io.numactor.wire.NodeAnswer;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Asks nodes how they stand. */
final class InspectFlight extends FanOutFlight {
    private static final long NO_OWNER = 0;

    private final Inspect question;
    private final Consumer<List<NodeState>> reply;
    private final SortedMap<Integer, NodeState> states = new TreeMap<>();

    /** @param pfns pages to be told of, too */
    InspectFlight(RouterCore router, long sequence, List<Long> pfns, Consumer<List<NodeState>> reply) {
        super(router, NO_OWNER, sequence);
        this.question = Inspect.newBuilder().addAllPfns(pfns).build();
        this.reply = reply;
    }

    void takeOff(RoutedMachine machine, NodeMask nodes) {
        nodes.ids().stream()
                .filter(nid -> !machine.unreachable().contains(nid))
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
    void over() {
        reply.accept(List.copyOf(states.values()));
    }
}
