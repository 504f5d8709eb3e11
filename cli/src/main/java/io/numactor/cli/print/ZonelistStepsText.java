package io.numactor.cli.print;

import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zonelist.ExplainedZonelist;
import io.numactor.mm.zonelist.NodeChoice;
import io.numactor.mm.zonelist.NodeChoice.Candidate;
import io.numactor.mm.zonelist.NodeZonelists;
import io.numactor.mm.zonelist.ZonelistBuilder;
import io.numactor.mm.zonelist.ZonelistMachine;
import java.util.List;
import java.util.stream.Collectors;

/** Zonelists as they grow, node by node with the cause of each, and the finished ones. */
final class ZonelistStepsText {
    private final ZonelistMachine machine;
    private final List<ZoneType> types;
    private final ZoneNames names;

    private ZonelistStepsText(ZonelistMachine machine, boolean letters) {
        this.machine = machine;
        this.types = ZonelistBuilder.types(machine);
        this.names = new ZoneNames(letters, types, machine.possible().size());
    }

    static String print(ZonelistMachine machine, List<ExplainedZonelist> lists, boolean letters) {
        ZonelistStepsText text = new ZonelistStepsText(machine, letters);
        return lists.stream().map(text::list).collect(Collectors.joining("\n"));
    }

    private String list(ExplainedZonelist list) {
        TextTable table = new TextTable("NODE", "CAUSE", "THE LIST SO FAR");
        for (int step = 0; step < list.choices().size(); step++) {
            NodeChoice choice = list.choices().get(step);
            table.row(
                    names.node(choice.nid()),
                    cause(list.nid(), choice),
                    names.list(list.fillings().get(step)));
        }
        return "Node " + names.node(list.nid()) + ", Linux " + machine.kernel().label() + ", "
                + (machine.numa() ? machine.order().label() + " order" : "not built for NUMA") + "\n" + table.text()
                + finished(list.zonelists());
    }

    private String cause(int local, NodeChoice choice) {
        if (choice.nid() == local) {
            return "the node itself";
        }
        if (!machine.numa()) {
            return choice.nid() > local ? "higher id" : "lower id";
        }
        int load = choice.candidates().stream()
                .filter(candidate -> candidate.nid() == choice.nid())
                .mapToInt(Candidate::load)
                .sum();
        return "distance " + choice.distance() + (choice.nid() < local ? ", id below" : "") + ", load " + load
                + (choice.charged() ? ", pays" : "");
    }

    /** One list for each zone type, or what requests walk of the one that later kernels have. */
    private String finished(NodeZonelists lists) {
        boolean own = machine.kernel().hasListPerZoneType();
        TextTable table = new TextTable(own ? "LIST" : "REQUEST", "ZONES");
        String end = own ? " null" : "";
        types.forEach(type -> table.row(type.label(), names.list(lists.fallback(type)) + end));
        types.forEach(
                type -> table.row(type.label() + ", this node", (names.list(lists.noFallback(type)) + end).strip()));
        return table.text() + (own ? room() : "");
    }

    private String room() {
        int most = machine.kernel().maxZonesPerZonelist(NodeMask.MAX_NUMNODES);
        return "Each is an array with room for " + most + " zones (MAX_ZONES_PER_ZONELIST) and the null.\n";
    }
}
