package io.numactor.mm.zonelist;

import java.util.List;
import java.util.function.Consumer;

/** The search for the nodes of one list after the other; it serves one build, local nodes in ascending order. */
interface NodeSearch {
    /** Tells nobody. */
    Consumer<NodeChoice.Candidate> UNWATCHED = candidate -> {};

    /** The search that a machine's kernel makes. */
    static NodeSearch of(ZonelistMachine machine) {
        return machine.numa() ? new NodeOrder(machine) : new NodeRing(machine);
    }

    /** The order for one local node, itself first. */
    List<Integer> from(int local);

    /** The same with the reasons. */
    List<NodeChoice> explained(int local);
}
