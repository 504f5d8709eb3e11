package io.numactor.mm.machine;

import io.numactor.mm.boot.MachineLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.ZoneCensus;
import io.numactor.mm.zone.ZoneSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Span and pages of every zone of the machine, as they change with memory that comes and goes. */
final class MachineZones {
    private final SortedMap<ZoneKey, ZoneSpan> spans = new TreeMap<>();
    private final SortedMap<ZoneKey, Long> managed = new TreeMap<>();
    private final SortedMap<ZoneKey, Long> early = new TreeMap<>();
    private final MachineLayout layout;
    private final Map<ZoneKey, Long> managedAtBoot;
    private final ZoneSet kernelZones;

    /** @param managedPages of each zone, as its node counts them */
    MachineZones(MachineLayout layout, Map<ZoneKey, Long> managedPages) {
        this.layout = layout;
        this.managedAtBoot = Map.copyOf(managedPages);
        kernelZones = layout.zoneSet();
        layout.nodes().forEach(node -> restore(node.nid()));
    }

    /** A node is as boot left it. */
    void restore(int nid) {
        for (ZoneLayout zone : layout.node(nid).zones()) {
            ZoneKey key = new ZoneKey(nid, zone.type());
            spans.put(key, new ZoneSpan(zone.startPfn(), zone.spanned(), PfnRange.join(zone.memory())));
            early.put(key, zone.present());
            managed.put(key, managedAtBoot.getOrDefault(key, 0L));
        }
    }

    /** The kernel's zone types. */
    ZoneSet kernelZones() {
        return kernelZones;
    }

    ZoneSpan span(int nid, ZoneType type) {
        return spans.getOrDefault(new ZoneKey(nid, type), ZoneSpan.EMPTY);
    }

    long managed(ZoneKey key) {
        return managed.getOrDefault(key, 0L);
    }

    /** A block's pages join the zone. */
    void add(ZoneKey key, MemoryBlock block) {
        spans.merge(key, ZoneSpan.EMPTY.with(block.range()), (span, first) -> span.with(block.range()));
        managed.merge(key, block.range().pages(), Long::sum);
        countEarly(key, block, 1);
    }

    /** A block's pages leave the zone. */
    void remove(ZoneKey key, MemoryBlock block) {
        spans.computeIfPresent(key, (k, span) -> span.without(block.range()));
        managed.merge(key, -block.range().pages(), Long::sum);
        countEarly(key, block, -1);
    }

    private void countEarly(ZoneKey key, MemoryBlock block, int sign) {
        if (block.device() == 0) {
            early.merge(key, sign * block.range().pages(), Long::sum);
        }
    }

    /** A node is gone with all it had. */
    void drop(int nid) {
        for (ZoneType type : kernelZones.types()) {
            ZoneKey key = new ZoneKey(nid, type);
            spans.put(key, ZoneSpan.EMPTY);
            managed.put(key, 0L);
            early.put(key, 0L);
        }
    }

    boolean isPopulated(ZoneKey key) {
        return span(key.nid(), key.type()).present() != 0;
    }

    /** Zones with RAM, lowest first. */
    List<ZoneType> populated(int nid) {
        List<ZoneType> zones = new ArrayList<>();
        for (ZoneType type : kernelZones.types()) {
            if (isPopulated(new ZoneKey(nid, type))) {
                zones.add(type);
            }
        }
        return zones;
    }

    long movablePages(IntPredicate node) {
        return sum(
                node,
                key -> key.type() == ZoneType.MOVABLE,
                key -> span(key.nid(), key.type()).present());
    }

    /** Pages of kernel zones that were there at boot. */
    long earlyKernelPages(IntPredicate node) {
        return sum(node, key -> key.type() != ZoneType.MOVABLE, key -> early.getOrDefault(key, 0L));
    }

    private long sum(IntPredicate node, Predicate<ZoneKey> which, ToLongFunction<ZoneKey> pages) {
        return spans.keySet().stream()
                .filter(key -> node.test(key.nid()) && which.test(key))
                .mapToLong(pages)
                .sum();
    }

    /** What the machine-wide formulas need, of every zone of these nodes. */
    List<ZoneCensus> census(NodeMask online, IntUnaryOperator cpusOfNode) {
        List<ZoneCensus> census = new ArrayList<>();
        for (int nid : online.ids()) {
            for (ZoneType type : kernelZones.types()) {
                ZoneKey key = new ZoneKey(nid, type);
                census.add(new ZoneCensus(key, span(nid, type).present(), managed(key), cpusOfNode.applyAsInt(nid)));
            }
        }
        return census;
    }
}
