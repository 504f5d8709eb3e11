package io.numactor.mm.zone;

import io.numactor.mm.page.FrameRing;
import io.numactor.mm.page.FrameState;
import io.numactor.mm.page.MemMap;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.page.PfnRange;
import java.util.BitSet;

/** Follows every list of a zone and compares it with the memory map and the counters. */
final class ZoneAudit {
    private final Zone zone;
    private final MemMap map;
    private final BitSet listed;

    /** @param listed frames found on lists so far, over all zones of the node; this zone's are added */
    ZoneAudit(Zone zone, BitSet listed) {
        this.zone = zone;
        this.map = zone.map();
        this.listed = listed;
    }

    void run() {
        long free = 0;
        for (int order = 0; order < FreeArea.ORDERS; order++) {
            free += freeBlocks(order) << order;
        }
        if (free != zone.exactFreePages()) {
            throw differ("free pages", free, zone.exactFreePages());
        }
        zone.pagesets().made().forEach(this::pageset);
        zone.inactive().validate(zone.key());
    }

    private long freeBlocks(int order) {
        FreeArea area = zone.area();
        long blocks = 0;
        for (int type = 0; type < MigrateType.count(); type++) {
            int state = FrameState.of(FrameState.FREE, order, zone.index(), type);
            int[] found = area.frames(order, type);
            for (int frame : found) {
                visit(frame, order, state, map.state(frame));
            }
            if (found.length != area.nrFree(order, type)) {
                throw differ("size of order " + order + " type " + type, found.length, area.nrFree(order, type));
            }
            blocks += found.length;
        }
        return blocks;
    }

    private void pageset(PerCpuPages pageset) {
        long pages = pageset.lists()
                .mapToLong(list -> held(list.blocks(), list.order()))
                .sum();
        if (pages != pageset.count() - pageset.unknown()) {
            throw differ("pages in the pageset of CPU " + pageset.cpu(), pages, pageset.count() - pageset.unknown());
        }
    }

    private long held(FrameRing list, int order) {
        for (int i = 0; i < list.size(); i++) {
            int frame = list.get(i);
            int state = map.state(frame);
            visit(frame, order, FrameState.of(FrameState.PAGESET, order, zone.index(), FrameState.type(state)), state);
        }
        return (long) list.size() << order;
    }

    private void visit(int frame, int order, int expected, int state) {
        if (expected != state) {
            throw differ("state of " + name(frame), expected, state);
        }
        if (listed.get(frame)) {
            throw broken(name(frame) + " is on two lists");
        }
        listed.set(frame);
        if (!zone.holds(map.pfn(frame), order)) {
            throw broken(name(frame) + " of order " + order + " is not all memory of the zone");
        }
    }

    private String name(int frame) {
        return "pfn 0x" + Long.toHexString(map.pfn(frame));
    }

    private IllegalStateException differ(String what, long expected, long actual) {
        return broken(what + ": " + expected + " by the lists, but " + actual);
    }

    private IllegalStateException broken(String how) {
        return new IllegalStateException(zone.key() + ": " + how);
    }

    static boolean holds(Iterable<PfnRange> memory, long pfn, int order) {
        for (PfnRange range : memory) {
            if (pfn >= range.start() && pfn + (1L << order) <= range.end()) {
                return true;
            }
        }
        return false;
    }
}
