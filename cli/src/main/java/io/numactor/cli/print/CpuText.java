package io.numactor.cli.print;

import io.numactor.api.v1.Cpu;
import io.numactor.api.v1.NodeInfo;
import io.numactor.api.v1.NodeZonelist;

/** One CPU: its node, and where its memory comes from first. */
final class CpuText {
    private CpuText() {}

    static Cpu of(MachineSource source, long number) {
        NodeInfo home = source.machine().getNodesList().stream()
                .filter(node -> node.getCpusList().stream().anyMatch(cpu -> cpu == number))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no CPU " + number + " is online"));
        return Cpu.newBuilder()
                .setCpu((int) number)
                .setNode(home.getNode())
                .setNumaMemId(memoryOf(source, home.getNode()))
                .addAllSiblings(home.getCpusList())
                .build();
    }

    /** {@code numa_mem_id()}: the node itself, or the first with memory in its fallback list. */
    private static int memoryOf(MachineSource source, int nid) {
        return source.zonelists().getNodesList().stream()
                .filter(lists -> lists.getNode() == nid)
                .map(NodeZonelist::getFallbackList)
                .filter(zones -> !zones.isEmpty())
                .map(zones -> zones.get(0).getNode())
                .findFirst()
                .orElse(nid);
    }

    static String print(Cpu cpu) {
        return new FieldLines()
                .line("cpu", cpu.getCpu())
                .line("numa_node_id()", cpu.getNode())
                .line("numa_mem_id()", cpu.getNumaMemId())
                .line("cpus of the node", cpu.getSiblingsList().toString().replaceAll("[\\[\\] ]", ""))
                .text();
    }
}
