package io.numactor.cli.print;

import io.numactor.api.v1.Machine;
import io.numactor.api.v1.Member;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.Pageset;
import io.numactor.api.v1.Phase;
import io.numactor.api.v1.Phases;
import io.numactor.api.v1.ZoneState;
import io.numactor.api.v1.Zoneinfo;
import io.numactor.mm.topology.NodeMask;
import java.util.List;
import java.util.Locale;

/** Tables that no file of Linux has: boot phases, the cluster's JVMs, pagesets in one place. */
public final class ClusterText {
    private static final double NANOS_PER_MILLI = 1e6;

    private ClusterText() {}

    /** The boot phases with their state, time and the nodes that have confirmed. */
    public static String phases(Phases phases) {
        TextTable table = new TextTable("PHASE", "STATE", ">TIME", "CONFIRMED", "WHAT");
        for (Phase phase : phases.getPhasesList()) {
            table.row(
                    phase.getName(),
                    phase.getState(),
                    millis(phase.getDurationNanos()),
                    nodes(phase.getConfirmedList()),
                    phase.getDescription());
        }
        return table.text();
    }

    /** The kernel's boot lines, without timestamps. */
    public static String dmesg(Phases phases) {
        return lines(phases.getLogList());
    }

    static String lines(List<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** The JVMs of the cluster. */
    public static String members(Machine machine) {
        TextTable table = new TextTable("ADDRESS", "STATUS", "ROLES", "NODES", ">PID", "METRICS");
        for (Member member : machine.getMembersList()) {
            table.row(
                    member.getAddress(),
                    member.getStatus(),
                    String.join(",", member.getRolesList()),
                    nodes(member.getNodesList()),
                    member.getPid(),
                    member.getMetricsUrl());
        }
        return table.text();
    }

    /** Each zone's per-CPU pagesets. */
    public static String pagesets(Zoneinfo zoneinfo, List<Integer> cpus, NodeMask shown) {
        TextTable table = new TextTable(">NODE", "ZONE", ">CPU", ">COUNT", ">HIGH", ">BATCH");
        for (NodeState node : ZoneRows.shown(zoneinfo, shown)) {
            for (ZoneState zone : ZoneRows.populatedZones(node)) {
                for (int cpu : cpus) {
                    Pageset pageset = ZoneRows.pageset(zone, cpu);
                    table.row(
                            node.getNode(),
                            ZoneRows.label(zone),
                            cpu,
                            pageset.getCount(),
                            pageset.getHigh(),
                            pageset.getBatch());
                }
            }
        }
        return table.text();
    }

    private static String nodes(List<Integer> nodes) {
        return nodes.isEmpty() ? "-" : NodeMask.of(nodes).toString();
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / NANOS_PER_MILLI);
    }
}
