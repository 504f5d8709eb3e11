package io.numactor.coordinator.router;

import io.numactor.coordinator.router.lane.RoutedMachine;
import io.numactor.wire.CloseOwner;
import io.numactor.wire.NodeAnswer;
import java.util.function.LongConsumer;

/** Frees everything that an owner holds, on every node that ever served it. */
final class CloseFlight extends FanOutFlight {
    private final LongConsumer reply;
    private long pages;

    CloseFlight(RouterCore router, Owner owner, long sequence, LongConsumer reply) {
        super(router, owner.id(), owner.token(), sequence);
        this.reply = reply;
    }

    void takeOff(RoutedMachine machine, Owner owner, int cpu) {
        owner.nodes().stream()
                .filter(nid -> !machine.unreachable().contains(nid))
                .forEach(nid ->
                        send(nid, question().setClose(CloseOwner.newBuilder().setCpu(cpu)), 1));
        allSent();
    }

    @Override
    void take(int nid, NodeAnswer answer) {
        pages += answer.getClosed().getPages();
    }

    @Override
    void gone(int nid) {
        // Its pages are lost with it: there is nothing left to free.
    }

    @Override
    void over() {
        reply.accept(pages);
    }
}
