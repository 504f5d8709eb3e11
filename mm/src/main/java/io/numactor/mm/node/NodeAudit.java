package io.numactor.mm.node;

import static io.numactor.mm.page.MemMap.BLOCK_FRAMES;
import static io.numactor.mm.page.MemMap.MAX_ORDER;
import static io.numactor.mm.page.MemMap.PAGEBLOCK_ORDER;

import io.numactor.mm.page.FrameState;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zone.Zone;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Walks every frame of a node and compares with the lists, the owners and the counters. */
final class NodeAudit {
    private final MemMap map;
    private final Zone[] zones;
    private final OwnerTable owners;
    private final BitSet listed = new BitSet();
    private final long[] pages = new long[ZoneType.count()];
    private final long[] reclaimable = new long[ZoneType.count()];
    private final Map<Long, Long> held = new HashMap<>();
    private long listedFound;

    NodeAudit(MemMap map, Zone[] zones, OwnerTable owners) {
        this.map = map;
        this.zones = zones;
        this.owners = owners;
    }

    void run() {
        for (Zone zone : zones) {
            zone.validate(listed);
        }
        for (int block = 0; block < map.blocks(); block++) {
            block(block);
        }
        same("node", "blocks on lists", listed.cardinality(), listedFound);
        for (Zone zone : zones) {
            same(
                    zone.key().toString(),
                    "free, in pagesets or handed out",
                    pages[zone.type().ordinal()] + zone.unknownPages(),
                    zone.managed());
            same(
                    zone.key().toString(),
                    "reclaimable",
                    reclaimable[zone.type().ordinal()],
                    zone.inactive().pages());
        }
        if (!held.equals(owners.held())) {
            throw new IllegalStateException("owners hold " + held + " by the frames, but " + owners.held());
        }
    }

    private void block(int block) {
        int first = block << MAX_ORDER;
        for (int at = first; at < first + BLOCK_FRAMES; ) {
            int state = map.state(at);
            if (state != FrameState.NONE) {
                head(at, state);
            }
            at += 1 << FrameState.order(state);
        }
    }

    private void head(int frame, int state) {
        int order = FrameState.order(state);
        Zone zone = zones[FrameState.zone(state)];
        nothingInside(frame, order);
        if (!zone.holds(map.pfn(frame), order)) {
            throw broken(frame, state, "is not memory of " + zone.key());
        }
        pages[zone.type().ordinal()] += 1L << order;
        if (FrameState.kind(state) == FrameState.ALLOCATED) {
            reclaimable[zone.type().ordinal()] += FrameState.isReclaimable(state) ? 1L << order : 0;
            held.merge(owners.id(map.owner(frame)), 1L << order, Long::sum);
            return;
        }
        if (!listed.get(frame)) {
            throw broken(frame, state, "is free but on no list");
        }
        listedFound++;
        merged(frame, state, order);
    }

    private void nothingInside(int frame, int order) {
        if ((frame & ((1 << order) - 1)) != 0) {
            throw broken(frame, map.state(frame), "is not aligned to its order");
        }
        for (int at = frame + 1; at < frame + (1 << order) && map.chunks() > 0; at++) {
            if (map.state(at) != FrameState.NONE) {
                throw broken(at, map.state(at), "lies inside the block at " + name(frame));
            }
        }
    }

    /** Free buddies below pageblock size always merge; larger ones may be of types that stay apart. */
    private void merged(int frame, int state, int order) {
        boolean free = FrameState.kind(state) == FrameState.FREE;
        if (free
                && order < PAGEBLOCK_ORDER
                && FrameState.isFree(map.state(frame ^ (1 << order)), order, FrameState.zone(state))) {
            throw broken(frame, state, "and its buddy are free but not merged");
        }
    }

    private IllegalStateException broken(int frame, int state, String how) {
        return new IllegalStateException(zones[FrameState.zone(state)].key() + ": " + name(frame) + " (state 0x"
                + Integer.toHexString(state) + ", order " + FrameState.order(state) + ") " + how);
    }

    private String name(int frame) {
        return "pfn 0x" + Long.toHexString(map.pfn(frame));
    }

    private static void same(String where, String what, long expected, long actual) {
        if (expected != actual) {
            throw new IllegalStateException(
                    where + ": " + what + ": " + expected + " by the memory map, but " + actual);
        }
    }
}
