package io.numactor.machine.verify;

import io.numactor.machine.capture.NodeFiles;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Holds the node tree of /sys against the emulated nodes. */
final class NodeChecks {
    private final NodeFiles real;
    private final EmulatedBoot boot;

    NodeChecks(NodeFiles real, EmulatedBoot boot) {
        this.real = real;
        this.boot = boot;
    }

    List<Check> all() {
        return List.of(
                masks(),
                perNode("distances", "distance", real::distance, this::distances),
                perNode("cpus", "CPUs", real::cpus, NodeLayout::cpus));
    }

    private Check masks() {
        Map<String, NodeMask> emulated = new LinkedHashMap<>();
        emulated.put("possible", boot.layout().possible());
        emulated.put("online", boot.layout().online());
        emulated.put("has_cpu", boot.layout().cpuNodes());
        emulated.put("has_memory", boot.layout().memory());
        emulated.put("has_normal_memory", nodes(NodeChecks::hasNormalMemory));
        Differences differences = new Differences();
        boolean any = false;
        for (Map.Entry<String, NodeMask> mask : emulated.entrySet()) {
            Optional<NodeMask> printed = real.mask(mask.getKey());
            any |= printed.isPresent();
            printed.ifPresent(nodes -> differences.compare(mask.getKey(), nodes, mask.getValue()));
        }
        return any ? differences.check("node-masks", "masks") : absent("node-masks");
    }

    private NodeMask nodes(Predicate<NodeLayout> which) {
        return NodeMask.of(boot.layout().nodes().stream()
                .filter(which)
                .map(NodeLayout::nid)
                .toList());
    }

    private static boolean hasNormalMemory(NodeLayout node) {
        return node.populatedZones().stream().anyMatch(type -> type.compareTo(ZoneType.NORMAL) <= 0);
    }

    private List<Integer> distances(NodeLayout from) {
        return boot.layout().online().ids().stream()
                .map(to -> boot.layout().distance().between(from.nid(), to))
                .toList();
    }

    private Check perNode(
            String name,
            String field,
            Function<Integer, Optional<List<Integer>>> printed,
            Function<NodeLayout, List<Integer>> emulated) {
        Differences differences = new Differences();
        boolean any = false;
        for (NodeLayout node : boot.layout().nodes()) {
            Optional<List<Integer>> values = printed.apply(node.nid());
            any |= values.isPresent();
            values.ifPresent(list -> differences.compare("N" + node.nid() + " " + field, list, emulated.apply(node)));
        }
        return any ? differences.check(name, "nodes") : absent(name);
    }

    private static Check absent(String name) {
        return Check.absent(name, "sys/devices/system/node was not captured");
    }
}
