package io.numactor.mm.machine;

import io.numactor.mm.boot.MachineLayout;
import io.numactor.mm.topology.NodeMask;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which nodes and CPUs of a machine are online, and which nodes have memory. */
final class WhoIsIn {
    private final MachineLayout layout;
    private final SortedSet<Integer> cpus = new TreeSet<>();
    private NodeMask online;
    private NodeMask memory;

    /** As boot left them. */
    WhoIsIn(MachineLayout layout) {
        this.layout = layout;
        this.online = layout.online();
        this.memory = layout.memory();
        layout.nodes().forEach(node -> cpus.addAll(node.cpus()));
    }

    NodeMask online() {
        return online;
    }

    /** N_MEMORY. */
    NodeMask memory() {
        return memory;
    }

    int cpus() {
        return cpus.size();
    }

    boolean hasCpu(int cpu) {
        return cpus.contains(cpu);
    }

    /** CPUs of a node that are online, ascending. */
    List<Integer> cpusOf(int nid) {
        return layout.node(nid).cpus().stream().filter(cpus::contains).toList();
    }

    NodeMask nodesWithCpus() {
        return NodeMask.of(layout.possible().ids().stream()
                .filter(nid -> !cpusOf(nid).isEmpty())
                .toList());
    }

    void nodeComes(int nid) {
        online = online.plus(nid);
    }

    void nodeGoes(int nid) {
        online = without(online, nid);
    }

    void memoryComes(int nid) {
        memory = memory.plus(nid);
    }

    void memoryGoes(int nid) {
        memory = without(memory, nid);
    }

    void cpuComes(int cpu) {
        cpus.add(cpu);
    }

    void cpuGoes(int cpu) {
        cpus.remove(cpu);
    }

    /** A node with all that is on it. */
    void lose(int nid) {
        nodeGoes(nid);
        memoryGoes(nid);
        cpus.removeAll(layout.node(nid).cpus());
    }

    /** A node is as boot left it. */
    void restore(int nid) {
        if (layout.online().contains(nid)) {
            nodeComes(nid);
        }
        if (layout.memory().contains(nid)) {
            memoryComes(nid);
        }
        cpus.addAll(layout.node(nid).cpus());
    }

    private static NodeMask without(NodeMask mask, int nid) {
        return NodeMask.of(mask.ids().stream().filter(other -> other != nid).toList());
    }
}
