package io.numactor.mm.node;

import io.numactor.mm.stat.NumaStat;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zone.ZoneSnapshot;
import java.util.List;
import java.util.Map;

/**
 * A node as it was at one moment.
 *
 * @param nid Linux node id
 * @param zones one for each zone type of the kernel, lowest first, empty ones too
 * @param foreign allocations that this node served in place of a zone of another node, by that preferred zone: what
 *     {@code numa_foreign} of the other node is made of
 * @param owners owners that hold pages
 * @param ownedPages pages that they hold
 * @param kswapdAwake whether the node is being balanced
 * @param kswapdWakes times that kswapd was woken
 * @param kswapdSleeps times that it went to sleep, because the node was balanced or nothing could be done
 * @param splitBlocks blocks of the largest order that are split, hence described frame by frame
 */
public record NodeSnapshot(
        int nid,
        List<ZoneSnapshot> zones,
        Map<ZoneKey, Long> foreign,
        int owners,
        long ownedPages,
        boolean kswapdAwake,
        long kswapdWakes,
        long kswapdSleeps,
        int splitBlocks) {
    public NodeSnapshot {
        zones = List.copyOf(zones);
        foreign = Map.copyOf(foreign);
    }

    public ZoneSnapshot zone(ZoneType type) {
        return zones.stream()
                .filter(zone -> zone.zone().type() == type)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("N" + nid + " has no zone " + type.label()));
    }

    /** The node's own counts; foreign is 0, other nodes know it. */
    public NumaStat numa() {
        return zones.stream().map(ZoneSnapshot::numa).reduce(NumaStat.ZERO, NumaStat::plus);
    }

    /** Pages of its page cache reclaimed since boot. */
    public long reclaimedPages() {
        return zones.stream().mapToLong(zone -> zone.reclaim().total()).sum();
    }

    public long freePages() {
        return zones.stream().mapToLong(ZoneSnapshot::free).sum();
    }
}
