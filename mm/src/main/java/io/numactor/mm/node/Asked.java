package io.numactor.mm.node;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.ZoneRequest;
import io.numactor.mm.page.FrameState;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zone.AllocationKind;
import io.numactor.mm.zone.PagesetList;
import io.numactor.mm.zone.Zone;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The request that is being served, as each of its allocations needs it: looked up once, however many these are. A
 * caller that asks for one page after the other with the same request object has it read once, too.
 */
final class Asked {
    private static final ZoneRequest NOTHING = new ZoneRequest(
            0,
            0,
            0,
            0,
            0,
            1,
            0,
            0,
            MigrateType.UNMOVABLE,
            ZoneType.DMA,
            List.of(),
            new ZoneKey(0, ZoneType.DMA),
            -1,
            false);

    private final int nid;
    private final Zone[] nodeZones;
    ZoneRequest request = NOTHING;
    long ownerId;
    int owner;

    /** {@link Holdings#abandoned} when the owner was looked up. */
    int abandoned;

    int grant;
    int cpu;
    int order;
    long pages;
    int type;
    int gfp;
    int flags;
    ZoneType highestZone = ZoneType.DMA;
    final Zone[] zones;
    int zoneCount;

    /** Whether it prefers this node. */
    boolean wanted;

    boolean reclaimable;

    /** Whether its blocks are more than handed out: marked as page cache, or their pageblock reserved. */
    boolean special;

    /** The first zone to try. */
    Zone first;

    /** What the CPU's pageset there holds for it, if it may be served from that past the walk; else an empty one. */
    PagesetList cached;

    /** State of the blocks that it gets from the first zone. */
    int granted;

    /** What it is counted as, an {@link AllocationKind#cell}. */
    int cell;

    Asked(int nid, Zone[] nodeZones) {
        this.nid = nid;
        this.nodeZones = nodeZones;
        zones = nodeZones.clone();
        first = nodeZones[0];
        cached = first.noneCached();
    }

    @SuppressWarnings("ReferenceEquality") // whether it is the very object; an equal one may be read again
    boolean isRead(ZoneRequest wanted) {
        return wanted == request;
    }

    void read(ZoneRequest next) {
        ownerId = next.owner();
        grant = next.grant();
        cpu = next.cpu();
        order = next.order();
        pages = 1L << order;
        type = next.type().ordinal();
        gfp = next.gfp();
        flags = next.allocFlags();
        highestZone = next.highestZone();
        readZones(next.zones());
        wanted = next.preferred().nid() == nid;
        reclaimable = next.reclaimable();
        special = reclaimable || (flags & AllocFlags.HIGHATOMIC) != 0;
        first = zones[0];
        granted = FrameState.allocated(order, first.index(), type);
        cached = order == 0 && zoneCount > 0 && !special ? first.cached(cpu, order, type) : first.noneCached();
        cell = AllocationKind.cell(
                order, AllocationKind.of(wanted, next.cpuNode() == nid, next.interleaveNid() == nid));
        request = next;
    }

    private void readZones(List<ZoneType> order) {
        zoneCount = order.size();
        for (int i = 0; i < zoneCount; i++) {
            zones[i] = nodeZones[order.get(i).ordinal()];
        }
    }

    /** The zones to try, in walk order. */
    Stream<Zone> zones() {
        return Arrays.stream(zones, 0, zoneCount);
    }
}
