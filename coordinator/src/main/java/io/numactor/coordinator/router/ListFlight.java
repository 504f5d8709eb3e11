package io.numactor.coordinator.router;

import io.grpc.Status;
import io.numactor.api.v1.ListPagesResponse;
import io.numactor.api.v1.PageRun;
import io.numactor.coordinator.router.lane.Outbox;
import io.numactor.mm.topology.ZoneType;
import io.numactor.proto.WireTypes;
import io.numactor.wire.HeldRuns;
import io.numactor.wire.ListHeld;
import io.numactor.wire.NodeAnswer;
import java.util.Optional;

/** What one node says that an owner holds, from some page on; and where the list goes on. */
final class ListFlight extends FanOutFlight {
    private final RouterCore router;
    private final Owner owner;
    private final GatewayCommand.Reply<ListPagesResponse> reply;
    private final ListPagesResponse.Builder page = ListPagesResponse.newBuilder();
    private final long session;
    private boolean refused;

    /** A place in the list: all of nodes before is listed, and of this node all frames before. */
    record Place(int nid, long pfn) {
        static Place parse(String text) throws Refusal {
            if (text.isEmpty()) {
                return new Place(0, 0);
            }
            int colon = text.indexOf(':');
            try {
                return new Place(
                        Integer.parseUnsignedInt(text.substring(0, Math.max(colon, 0))),
                        Long.parseUnsignedLong(text.substring(colon + 1)));
            } catch (NumberFormatException e) {
                throw Refusal.invalid("after: '" + text + "' is not the 'next' of an answer");
            }
        }

        @Override
        public String toString() {
            return nid + ":" + pfn;
        }
    }

    ListFlight(RouterCore router, Owner owner, long sequence, GatewayCommand.Reply<ListPagesResponse> reply) {
        super(router, owner.id(), owner.token(), sequence);
        this.router = router;
        this.owner = owner;
        this.reply = reply;
        this.session = router.session();
    }

    void takeOff(Place from) {
        owner.takesOff();
        nodeFrom(from.nid())
                .ifPresent(nid -> send(
                        nid,
                        question().setList(ListHeld.newBuilder().setFromPfn(nid == from.nid() ? from.pfn() : 0)),
                        Outbox.MAX_WEIGHT));
        allSent();
    }

    private Optional<Integer> nodeFrom(int first) {
        return owner.nodes().stream()
                .filter(nid -> nid >= first)
                .filter(nid -> !router.machine().unreachable().contains(nid))
                .findFirst();
    }

    @Override
    void take(int nid, NodeAnswer answer) {
        refused = answer.hasRefused();
        HeldRuns held = answer.getHeld();
        for (int row = 0; row < held.getPfnCount(); row++) {
            page.addRuns(PageRun.newBuilder()
                    .setNode(nid)
                    .setIncarnation(router.machine().incarnation(nid))
                    .setPfn(held.getPfn(row))
                    .setOrder(held.getOrder(row))
                    .setBlocks(held.getBlocks(row))
                    .setZone(WireTypes.zone(ZoneType.of(held.getZone(row))))
                    .setGrant(held.getGrant(row)));
        }
        if (held.getNextPfn() != 0) {
            page.setNext(new Place(nid, held.getNextPfn()).toString());
        } else {
            goOnBehind(nid);
        }
    }

    private void goOnBehind(int nid) {
        nodeFrom(nid + 1).ifPresent(next -> page.setNext(new Place(next, 0).toString()));
    }

    @Override
    void gone(int nid) {
        goOnBehind(nid);
    }

    @Override
    void over() {
        owner.lands(router.nanoTime());
        if (refused || session != router.session()) {
            reply.refuse(Status.NOT_FOUND.withDescription("owner: it is lost, or was adopted by another gateway"));
        } else {
            reply.accept(page.build());
        }
    }
}
