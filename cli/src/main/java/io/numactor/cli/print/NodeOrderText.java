package io.numactor.cli.print;

import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.zonelist.ExplainedZonelist;
import io.numactor.mm.zonelist.NodeChoice;
import io.numactor.mm.zonelist.NodeChoice.Candidate;
import io.numactor.mm.zonelist.ZonelistMachine;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Which nodes were compared for each place of a fallback order, by which values, and who paid for it. */
final class NodeOrderText {
    /** Candidates shown for one place: the winner and those that came closest. */
    private static final int SHOWN = 6;

    private final ZonelistMachine machine;
    private final long weight;

    private NodeOrderText(ZonelistMachine machine) {
        this.machine = machine;
        this.weight =
                machine.kernel().nodeLoad().unitsPerDistance(machine.online().size()) * NodeMask.MAX_NUMNODES;
    }

    static String print(ZonelistMachine machine, List<ExplainedZonelist> lists) {
        NodeOrderText text = new NodeOrderText(machine);
        return text.rule() + lists.stream().map(text::order).collect(Collectors.joining());
    }

    private String rule() {
        if (!machine.numa()) {
            return "A kernel without NUMA knows no distances: the nodes with higher ids, then those with lower ones.\n";
        }
        return "Linux " + machine.kernel().label() + ": the least value comes next, of equal ones the lowest id;\n"
                + "value = (distance + 1 if the id is below + 1 if it has CPUs by now) x " + weight + " + load.\n"
                + "The first node at a new distance pays: " + payment() + ".\n";
    }

    private String payment() {
        return switch (machine.kernel().nodeLoad()) {
            case FORGOTTEN -> "its load is set to the places that are left, and forgotten before the next list";
            case SET -> "its load is set to the places that are left, and kept for the next list";
            case ACCUMULATED -> "the places that are left are added to its load";
            case COUNTED -> "1 is added to its load";
        };
    }

    private String order(ExplainedZonelist list) {
        TextTable table = new TextTable(">PLACE", ">NODE", ">DISTANCE", "LOAD", "COMPARED");
        int place = 1;
        for (NodeChoice choice : list.choices()) {
            table.row(place++, choice.nid(), choice.distance(), load(choice), compared(choice));
        }
        String order = list.order().stream().map(String::valueOf).collect(Collectors.joining(" "));
        return "\nNode " + list.nid() + ": " + order + "\n" + table.text();
    }

    private static String load(NodeChoice choice) {
        return choice.charged() ? "now " + choice.loadAfter() : choice.loadAfter() == 0 ? "-" : "" + choice.loadAfter();
    }

    private static String compared(NodeChoice choice) {
        if (choice.candidates().isEmpty()) {
            return "the node itself";
        }
        String shown = choice.candidates().stream()
                .sorted(Comparator.comparingLong(Candidate::value).thenComparingInt(Candidate::nid))
                .limit(SHOWN)
                .map(candidate -> candidate.nid() + ": " + candidate.value())
                .collect(Collectors.joining(", "));
        int more = choice.candidates().size() - SHOWN;
        return more > 0 ? shown + ", " + more + " more" : shown;
    }
}
