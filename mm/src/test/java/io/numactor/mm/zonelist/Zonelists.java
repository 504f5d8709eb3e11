package io.numactor.mm.zonelist;

import io.numactor.mm.kernel.KernelVersion;
import io.numactor.mm.topology.NodeDistance;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.watermark.ZoneCensus;
import java.util.List;
import java.util.Map;

/** Machines to build lists for, given by what the lists depend on. */
public final class Zonelists {
    private Zonelists() {}

    /** A machine of 6.1 whose possible nodes are all online, with a page or so in each of these zones. */
    public static ZonelistMachine machine(
            NodeMask possible, NodeMask nodesWithCpus, NodeDistance distance, Map<Integer, List<ZoneType>> populated) {
        return new ZonelistMachine(
                KernelVersion.V6_1,
                possible,
                possible,
                NodeMask.of(populated.keySet()),
                nodesWithCpus,
                distance,
                populated.entrySet().stream()
                        .flatMap(node -> node.getValue().stream()
                                .map(type -> new ZoneCensus(new ZoneKey(node.getKey(), type), 512, 512, 0)))
                        .toList());
    }
}
