package io.numactor.cli.client;

import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeInfo;
import io.numactor.cli.UsageProblem;
import io.numactor.mm.topology.NodeMask;
import java.util.List;
import java.util.OptionalInt;

/** The nodes and CPUs that a machine has, to refuse others by name before anything is asked of the cluster. */
final class MachineNodes {
    private final List<NodeInfo> nodes;

    private MachineNodes(List<NodeInfo> nodes) {
        this.nodes = nodes;
    }

    static MachineNodes of(Machine machine) {
        return new MachineNodes(machine.getNodesList());
    }

    /** Reads a list of nodes; an empty text is none. */
    static NodeMask parse(String option, String text) {
        try {
            return NodeMask.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageProblem(option + ": " + e.getMessage(), e);
        }
    }

    /** Refuses nodes that the machine does not have. */
    void check(String option, NodeMask wanted) {
        NodeMask known = NodeMask.of(nodes.stream().map(NodeInfo::getNode).toList());
        for (int node : wanted.ids()) {
            if (!known.contains(node)) {
                throw new UsageProblem(option + " " + node + ": the machine has nodes " + known);
            }
        }
    }

    void checkNode(String option, int node) {
        if (node < 0 || node >= NodeMask.MAX_NUMNODES) {
            throw new UsageProblem(option + " " + node + ": the machine has nodes "
                    + NodeMask.of(nodes.stream().map(NodeInfo::getNode).toList()));
        }
        check(option, NodeMask.of(node));
    }

    void checkCpu(String option, int cpu) {
        if (nodes.stream().noneMatch(node -> node.getCpusList().contains(cpu))) {
            int last = nodes.stream()
                    .flatMap(node -> node.getCpusList().stream())
                    .mapToInt(Integer::intValue)
                    .max()
                    .orElse(0);
            throw new UsageProblem(option + " " + cpu + ": the machine has CPUs 0.." + last);
        }
    }

    /** The first CPU of a node; empty when it has none. */
    OptionalInt firstCpu(int nid) {
        return nodes.stream()
                .filter(node -> node.getNode() == nid)
                .flatMap(node -> node.getCpusList().stream())
                .mapToInt(Integer::intValue)
                .min();
    }

    /** Pages of 4 KiB that are present on all nodes together. */
    long presentPages() {
        return nodes.stream().mapToLong(NodeInfo::getPresentPages).sum();
    }
}
