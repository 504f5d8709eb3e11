package io.numactor.node;

import io.numactor.mm.node.BlockHolders;
import io.numactor.mm.node.PgData;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneType;
import io.numactor.proto.WireTypes;
import io.numactor.wire.MemoryDone;
import io.numactor.wire.MemoryOrder;
import io.numactor.wire.PageHolder;

/** Puts memory blocks of a node online and offline as ordered; an order that comes again is only answered again. */
final class MemoryOrders {
    private final PgData pgdat;
    private MemoryDone last = MemoryDone.getDefaultInstance();

    MemoryOrders(PgData pgdat) {
        this.pgdat = pgdat;
    }

    MemoryDone last() {
        return last;
    }

    void carryOut(MemoryOrder order) {
        if (order.getChange() == last.getChange()) {
            return;
        }
        MemoryDone.Builder done = MemoryDone.newBuilder().setChange(order.getChange());
        try {
            PfnRange range =
                    new PfnRange(order.getRange().getStart(), order.getRange().getEnd());
            ZoneType zone = WireTypes.zone(order.getZone());
            if (order.getOnline()) {
                pgdat.online(range, zone);
            } else {
                report(pgdat.offline(range, zone), done);
            }
        } catch (IllegalArgumentException e) {
            done.setRefusal(String.valueOf(e.getMessage()));
        }
        last = done.build();
    }

    private static void report(BlockHolders holders, MemoryDone.Builder done) {
        done.setReservedPages(holders.reservedPages());
        holders.owners()
                .forEach((owner, pages) ->
                        done.addHolders(PageHolder.newBuilder().setOwner(owner).setPages(pages)));
    }
}
