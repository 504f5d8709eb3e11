package io.numactor.mm.zonelist;

import java.util.List;

/**
 * A node's fallback list with the reasons for it.
 *
 * @param nid whose list it is
 * @param choices its nodes in order, each with what it was compared with
 * @param fillings the list as it is after each of these nodes has been appended
 */
public record ExplainedZonelist(int nid, List<NodeChoice> choices, List<List<ZoneRef>> fillings) {
    public ExplainedZonelist {
        choices = List.copyOf(choices);
        fillings = List.copyOf(fillings);
    }

    /** Nodes in fallback order. */
    public List<Integer> order() {
        return choices.stream().map(NodeChoice::nid).toList();
    }

    /** The finished lists. */
    public NodeZonelists zonelists() {
        List<ZoneRef> finished = fillings.get(fillings.size() - 1);
        return new NodeZonelists(
                nid,
                order(),
                finished,
                finished.stream().filter(ref -> ref.nid() == nid).toList());
    }
}
