package io.numactor.mm.zonelist;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The order of a kernel that is not built for NUMA (2.6.24 to 6.1): the nodes with higher ids, then those with lower
 * ones.
 */
final class NodeRing implements NodeSearch {
    private final ZonelistMachine machine;

    NodeRing(ZonelistMachine machine) {
        this.machine = machine;
    }

    @Override
    public List<Integer> from(int local) {
        List<Integer> online = machine.online().ids();
        return IntStream.concat(
                        IntStream.of(local),
                        IntStream.concat(
                                online.stream().mapToInt(nid -> nid).filter(nid -> nid > local),
                                online.stream().mapToInt(nid -> nid).filter(nid -> nid < local)))
                .boxed()
                .toList();
    }

    @Override
    public List<NodeChoice> explained(int local) {
        return from(local).stream()
                .map(nid -> new NodeChoice(nid, machine.distance().between(local, nid), false, 0, List.of()))
                .toList();
    }
}
