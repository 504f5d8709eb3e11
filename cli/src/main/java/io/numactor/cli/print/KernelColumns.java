package io.numactor.cli.print;

import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.zonelist.NodeZonelists;
import io.numactor.mm.zonelist.ZonelistBuilder;
import io.numactor.mm.zonelist.ZonelistMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The fallback orders and lists of one machine under several kernels, side by side. */
public final class KernelColumns {
    private final List<ZonelistMachine> machines;
    private final List<Map<Integer, NodeZonelists>> built;

    private KernelColumns(List<ZonelistMachine> machines) {
        this.machines = machines;
        this.built = machines.stream()
                .map(machine -> ZonelistBuilder.buildAll(machine).stream()
                        .collect(Collectors.toMap(
                                NodeZonelists::nid,
                                list -> list,
                                (one, other) -> one,
                                TreeMap<Integer, NodeZonelists>::new)))
                .map(lists -> (Map<Integer, NodeZonelists>) lists)
                .toList();
    }

    /**
     * Draws the columns.
     *
     * @param machines the machine under each kernel, one or more
     * @param shown these nodes; empty: all
     */
    public static String print(List<ZonelistMachine> machines, NodeMask shown) {
        return new KernelColumns(machines).text(shown);
    }

    private String text(NodeMask shown) {
        List<String> header = new ArrayList<>(List.of(">NODE"));
        machines.forEach(machine ->
                header.add(machine.kernel().label() + ", " + machine.order().label() + " order"));
        header.add("");
        TextTable table = new TextTable(header.toArray(String[]::new));
        for (int nid : machines.get(0).possible().ids()) {
            if (shown.isEmpty() || shown.contains(nid)) {
                table.row(row(nid).toArray());
            }
        }
        return table.text();
    }

    private List<String> row(int nid) {
        List<NodeZonelists> lists = built.stream()
                .map(all -> all.getOrDefault(nid, new NodeZonelists(nid, List.of(), List.of(), List.of())))
                .toList();
        List<String> row = new ArrayList<>(List.of(String.valueOf(nid)));
        lists.forEach(list -> row.add(list.order().isEmpty() ? "-" : words(list.order())));
        row.add(differ(lists));
        return row;
    }

    private static String differ(List<NodeZonelists> lists) {
        if (lists.stream().map(NodeZonelists::order).distinct().count() > 1) {
            return "nodes differ";
        }
        return lists.stream().map(NodeZonelists::fallback).distinct().count() > 1 ? "zones differ" : "";
    }

    private static String words(List<?> items) {
        return items.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
