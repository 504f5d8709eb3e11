package io.numactor.cli.print;

import io.numactor.api.v1.DistanceRow;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.NodeInfo;
import io.numactor.mm.topology.NodeMask;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What {@code numactl --hardware} prints, from the nodes that are online. Sizes in MiB of managed memory. */
public final class HardwareText {
    /** Pages of 4 KiB in a MiB. */
    private static final int MIB_PAGES_SHIFT = 8;

    private static final int MIN_WIDTH = 3;

    private HardwareText() {}

    public static String print(Machine machine) {
        List<NodeInfo> online = online(machine);
        StringBuilder text = new StringBuilder();
        text.append("available: %d nodes (%s)\n".formatted(online.size(), mask(online)));
        for (NodeInfo node : online) {
            int nid = node.getNode();
            text.append("node ").append(nid).append(" cpus:").append(each(node)).append('\n');
            text.append("node %d size: %d MB\n".formatted(nid, node.getManagedPages() >> MIB_PAGES_SHIFT));
            text.append("node %d free: %d MB\n".formatted(nid, node.getFreePages() >> MIB_PAGES_SHIFT));
        }
        return text.append(distances(machine)).toString();
    }

    /** The matrix of distances alone, nodes that are online. */
    public static String distances(Machine machine) {
        return "node distances:\n" + matrix(machine, DistanceRow::getToList);
    }

    /** The matrix of emulated access times, nanoseconds; empty when the machine gives none. */
    public static String accessNanos(Machine machine) {
        boolean given = machine.getDistancesList().stream().anyMatch(row -> row.getAccessNanosCount() > 0);
        return given ? "access times, ns:\n" + matrix(machine, DistanceRow::getAccessNanosList) : "";
    }

    private interface Cells {
        List<Integer> of(DistanceRow row);
    }

    private static String matrix(Machine machine, Cells cells) {
        int[] shown = IntStream.range(0, machine.getNodesCount())
                .filter(index -> machine.getNodes(index).getOnline())
                .filter(index -> index < machine.getDistancesCount())
                .toArray();
        int width = width(machine, cells);
        StringBuilder text = new StringBuilder("node ");
        for (int to : shown) {
            text.append(padded(machine.getNodes(to).getNode(), width)).append(' ');
        }
        text.append('\n');
        for (int from : shown) {
            List<Integer> row = cells.of(machine.getDistances(from));
            text.append(padded(machine.getNodes(from).getNode(), MIN_WIDTH)).append(": ");
            for (int to : shown) {
                text.append(padded(row.get(to), width)).append(' ');
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static int width(Machine machine, Cells cells) {
        int most = machine.getDistancesList().stream()
                .flatMap(row -> cells.of(row).stream())
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
        return Math.max(MIN_WIDTH, Integer.toString(most).length());
    }

    private static String padded(int number, int width) {
        String digits = Integer.toString(number);
        return " ".repeat(Math.max(0, width - digits.length())) + digits;
    }

    private static String each(NodeInfo node) {
        return node.getCpusList().stream().map(cpu -> " " + cpu).collect(Collectors.joining());
    }

    private static List<NodeInfo> online(Machine machine) {
        return machine.getNodesList().stream().filter(NodeInfo::getOnline).toList();
    }

    private static NodeMask mask(List<NodeInfo> nodes) {
        return NodeMask.of(nodes.stream().map(NodeInfo::getNode).toList());
    }
}
