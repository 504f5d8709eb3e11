package io.numactor.mm.boot;

import io.numactor.mm.boot.input.BootInput;
import io.numactor.mm.boot.zones.ManagedEstimate;
import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zonelist.NodeZonelists;
import io.numactor.mm.zonelist.ZoneRef;
import io.numactor.mm.zonelist.ZonelistBuilder;
import io.numactor.mm.zonelist.ZonelistMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The kernel's lines about zonelists (2.6.24 to 6.1, {@code mminit_loglevel=4}), letter by letter, without timestamps:
 * lists end in a blank.
 */
public final class ZonelistLog {
    /** pageblock_nr_pages of x86-64. */
    private static final long PAGEBLOCK_PAGES = 512;

    /** MIGRATE_TYPES of a kernel with isolation and without CMA. */
    private static final long MIGRATE_TYPES = 5;

    private ZonelistLog() {}

    /** Everything that {@code build_all_zonelists} prints at boot. */
    public static List<String> bootLines(ZonelistMachine machine, MachineLayout layout, List<NodeZonelists> lists) {
        KernelVersion kernel = machine.kernel();
        List<String> lines = new ArrayList<>();
        if (kernel.printsFallbackOrder()) {
            lines.addAll(fallbackOrder(lists));
        }
        if (kernel.printsZonelists()) {
            lines.addAll(mminit(lists, layout.online()));
        }
        lines.add(built(machine, ManagedEstimate.totalPages(kernel, layout.nodes())));
        lines.add(policyZone(lists));
        return lines;
    }

    /** {@code Built 2 zonelists in Node order, mobility grouping on.  Total pages: 515864} while there are orders. */
    public static String built(ZonelistMachine machine, long totalPages) {
        String line = built(machine.online().size(), totalPages);
        return machine.kernel().printsZonelistOrder()
                ? line.replace(" zonelists,", " zonelists in " + machine.order().label() + " order,")
                : line;
    }

    /** Everything that {@code build_all_zonelists} prints at boot, by the kernel's architecture. */
    static List<String> bootLines(BootInput input, MachineLayout layout, List<NodeZonelists> lists) {
        if (input.architecture().isIa32() && input.kernel().hasBootmem() && lists.size() == 1) {
            return List.of(EarlyLog.builtWithoutNuma(
                    EarlyLog.totalPages(layout.nodes(), EarlyIa32Setup.PAGE_STRUCT_BYTES, 0)));
        }
        return input.architecture().isIa32() && lists.size() == 1
                ? umaBootLines(layout, lists)
                : bootLines(BootZonelists.machine(input, layout), layout, lists);
    }

    /** Of a kernel without NUMA: the order of nodes and the policy zone are no question there. */
    private static List<String> umaBootLines(MachineLayout layout, List<NodeZonelists> lists) {
        List<String> lines = new ArrayList<>();
        for (NodeZonelists list : lists) {
            addWalks("general", list.noFallback(), list.fallback(), lines);
        }
        lines.add(built(lists.size(), ManagedEstimate.totalPages32(layout.nodes())));
        return lines;
    }

    /** {@code Fallback order for Node 1: 1 0 }, one line for each built node. */
    public static List<String> fallbackOrder(List<NodeZonelists> lists) {
        return lists.stream()
                .map(list -> "Fallback order for Node " + list.nid() + ": " + eachWithBlank(list.order()))
                .toList();
    }

    /** The walks of every online node's populated zones: general lists first, then the node's own. */
    public static List<String> mminit(List<NodeZonelists> lists, NodeMask online) {
        List<String> lines = new ArrayList<>();
        for (NodeZonelists list : lists) {
            if (online.contains(list.nid())) {
                addWalks("general", list.noFallback(), list.fallback(), lines);
                addWalks("thisnode", list.noFallback(), list.noFallback(), lines);
            }
        }
        return lines;
    }

    /**
     * {@code Built 2 zonelists, mobility grouping on.  Total pages: 515864}.
     *
     * @param onlineNodes nodes that are online, with or without memory
     * @param totalPages managed pages above the high watermarks, over all zones
     */
    public static String built(int onlineNodes, long totalPages) {
        return "Built %d zonelists, mobility grouping %s.  Total pages: %d"
                .formatted(onlineNodes, groupsByMobility(totalPages) ? "on" : "off", totalPages);
    }

    /** {@code Policy zone: Normal}. */
    public static String policyZone(List<NodeZonelists> lists) {
        return "Policy zone: " + ZonelistBuilder.policyZone(lists).label();
    }

    /** Whether pageblocks are kept apart by migrate type: not on machines with fewer blocks than types. */
    public static boolean groupsByMobility(long totalPages) {
        return totalPages >= PAGEBLOCK_PAGES * MIGRATE_TYPES;
    }

    private static void addWalks(String kind, List<ZoneRef> local, List<ZoneRef> walk, List<String> lines) {
        for (int i = local.size() - 1; i >= 0; i--) {
            ZoneType highest = local.get(i).type();
            List<ZoneRef> reached = walk.stream()
                    .filter(ref -> ref.type().compareTo(highest) <= 0)
                    .toList();
            lines.add("mminit::zonelist " + kind + " " + local.get(i) + " = " + eachWithBlank(reached));
        }
    }

    private static String eachWithBlank(List<?> items) {
        return items.stream().map(item -> item + " ").collect(Collectors.joining());
    }
}
