package io.numactor.load.replay;

import io.numactor.load.trace.Trace;
import io.numactor.load.trace.TraceRefused;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.boot.BootZonelists;
import io.numactor.mm.boot.MachineLayout;
import io.numactor.mm.boot.MachineSetup;
import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.policy.PolicyMachine;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zonelist.NodeZonelists;
import io.numactor.mm.zonelist.WalkTable;
import io.numactor.mm.zonelist.ZonelistBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The machine that a trace was taken on: its zones, its zonelists, its CPUs, and the state before the trace. */
final class ReplayMachine {
    static final int NO_ZONE = -1;

    private final MachineLayout layout;
    private final BeforeState before;
    private final List<ReplayZone> zones = new ArrayList<>();
    private final Map<ZoneKey, Integer> indexes = new HashMap<>();
    private final WalkTable[] lists;
    private final Map<Integer, NodeZonelists> zonelists = new HashMap<>();
    private final Map<Integer, int[]> walks = new HashMap<>();
    private final PolicyMachine policyMachine;
    private final ZoneSet zoneSet;
    private final int[] cpuToNode;
    private final int onlineNodes;
    private int lastZone;

    ReplayMachine(BootInput input, BeforeState before) {
        this.before = before;
        layout = MachineSetup.layout(input);
        zoneSet = layout.zoneSet();
        new SameMachine(layout, before.zoneinfoFile()).check(before.zones());
        cpuToNode = layout.cpuToNode().stream().mapToInt(Integer::intValue).toArray();
        before.zones().zones().forEach((key, zone) -> {
            if (zone.present() > 0) {
                indexes.put(key, zones.size());
                zones.add(ReplayZone.of(zones.size(), key, zone, before.buddy().freePages(key), cpuToNode.length));
            }
        });
        List<NodeZonelists> built = BootZonelists.of(input, layout);
        lists = new WalkTable[NodeMask.MAX_NUMNODES];
        built.forEach(list -> lists[list.nid()] = WalkTable.of(list, zoneSet));
        built.forEach(list -> zonelists.put(list.nid(), list));
        policyMachine = new PolicyMachine(ZonelistBuilder.policyZone(built), normalMemory());
        onlineNodes = layout.online().size();
    }

    /**
     * Whether a trace can be of this machine.
     *
     * @throws TraceRefused when it names CPUs that the machine does not have, or pages that one int cannot name
     */
    void check(Trace trace) {
        for (int event = 0; event < trace.size(); event++) {
            if (trace.cpu(event) >= cpuToNode.length) {
                throw new TraceRefused("the trace has events of CPU " + trace.cpu(event) + ", the machine has only "
                        + cpuToNode.length + " CPUs");
            }
            if (trace.pfn(event) > Integer.MAX_VALUE) {
                throw new TraceRefused("the trace has pfn 0x" + Long.toHexString(trace.pfn(event))
                        + ": a replay reaches up to 8 TiB only");
            }
        }
    }

    private NodeMask normalMemory() {
        return NodeMask.of(layout.nodes().stream()
                .filter(node -> node.populatedZones().stream().anyMatch(type -> type != ZoneType.MOVABLE))
                .map(NodeLayout::nid)
                .toList());
    }

    MachineLayout layout() {
        return layout;
    }

    BeforeState before() {
        return before;
    }

    List<ReplayZone> zones() {
        return zones;
    }

    ReplayZone zone(int index) {
        return zones.get(index);
    }

    int index(int nid, ZoneType type) {
        return indexes.getOrDefault(new ZoneKey(nid, type), NO_ZONE);
    }

    WalkTable lists(int nid) {
        return lists[nid];
    }

    /** Indexes of the zones that a request passes which starts on this node, in walk order. */
    int[] walk(int nid, boolean thisNode, ZoneType highest) {
        int key = (nid << 1 | (thisNode ? 1 : 0)) * ZoneType.count() + highest.ordinal();
        return walks.computeIfAbsent(key, unused -> {
            NodeZonelists of = Objects.requireNonNull(zonelists.get(nid), "zonelists of the node");
            return (thisNode ? of.noFallback() : of.fallback())
                    .stream()
                            .filter(ref -> ref.type().compareTo(highest) <= 0)
                            .mapToInt(ref -> index(ref.nid(), ref.type()))
                            .toArray();
        });
    }

    /** Indexes of the zones that the request passes, in walk order. */
    int[] walk(Request request) {
        return walk(request.choice().startNid(), GfpFlags.isThisNode(request.gfp()), request.highestZone());
    }

    /** The first zone that the request may use, which NUMA statistics count against; {@link #NO_ZONE} without any. */
    int preferred(Request request) {
        for (int zone : walk(request)) {
            if (request.choice().mask().contains(zones.get(zone).nid())) {
                return zone;
            }
        }
        return NO_ZONE;
    }

    PolicyMachine policyMachine() {
        return policyMachine;
    }

    /** The highest zone that a request with these flags may use. */
    ZoneType highestZone(int gfp) {
        return GfpFlags.highestZone(gfp, zoneSet);
    }

    int cpus() {
        return cpuToNode.length;
    }

    int nodeOf(int cpu) {
        return cpuToNode[cpu];
    }

    int onlineNodes() {
        return onlineNodes;
    }

    /** The zone of an event's block, or {@link #NO_ZONE}: where no page is named, or what cannot be one block of a zone. */
    int zoneOf(Trace trace, int event) {
        long pfn = trace.pfn(event);
        long pages = 1L << trace.order(event);
        int zone = pfn == 0 || (pfn & pages - 1) != 0 ? NO_ZONE : zoneOf(pfn);
        return zone == NO_ZONE || pfn + pages > zones.get(zone).endPfn() ? NO_ZONE : zone;
    }

    /** The zone that spans the page, or {@link #NO_ZONE}. Of zones whose spans overlap, the one that has its memory. */
    int zoneOf(long pfn) {
        ReplayZone last = zones.get(lastZone);
        if (pfn < last.startPfn() || pfn >= last.endPfn()) {
            lastZone = find(pfn);
        }
        return zones.get(lastZone).startPfn() <= pfn
                        && pfn < zones.get(lastZone).endPfn()
                ? lastZone
                : NO_ZONE;
    }

    private int find(long pfn) {
        for (ReplayZone zone : zones) {
            if (pfn >= zone.startPfn() && pfn < zone.endPfn()) {
                return zone.index();
            }
        }
        return lastZone;
    }
}
