package io.numactor.coordinator;

import io.numactor.api.v1.Memblock;
import io.numactor.api.v1.MemblockRegion;
import io.numactor.api.v1.MemblockReservation;
import io.numactor.mm.boot.input.ByteRange;
import io.numactor.mm.boot.memblock.MemblockState;

/** The early allocator, on the wire. */
final class MemblockMessages {
    private MemblockMessages() {}

    static Memblock of(MemblockState state) {
        Memblock.Builder memblock = Memblock.newBuilder();
        for (MemblockState.Region region : state.memory()) {
            MemblockRegion.Builder range = range(region.start(), region.end()).setHotPluggable(region.hotPluggable());
            memblock.addMemory(region.nid() == MemblockState.NO_NODE ? range : range.setNode(region.nid()));
        }
        for (ByteRange range : state.reserved()) {
            memblock.addReserved(range(range.start(), range.end()));
        }
        for (MemblockState.Reservation taken : state.reservations()) {
            memblock.addReservations(
                    MemblockReservation.newBuilder().setWhat(taken.what()).setRange(range(taken.start(), taken.end())));
        }
        return memblock.build();
    }

    private static MemblockRegion.Builder range(long start, long end) {
        return MemblockRegion.newBuilder().setStart(start).setEnd(end);
    }
}
