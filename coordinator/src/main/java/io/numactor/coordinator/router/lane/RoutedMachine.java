package io.numactor.coordinator.router.lane;

import io.numactor.api.v1.Epoch;
import io.numactor.api.v1.ZoneId;
import io.numactor.mm.policy.PolicyMachine;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import io.numactor.mm.zonelist.NodeReclaim;
import io.numactor.mm.zonelist.NodeZonelists;
import io.numactor.mm.zonelist.WalkTable;
import io.numactor.mm.zonelist.ZoneRef;
import io.numactor.proto.WireTypes;
import io.numactor.wire.Install;
import io.numactor.wire.InstalledNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The machine under one epoch, in the form that a router works with. Immutable. */
public final class RoutedMachine {
    private static final int NOWHERE = -1;

    private final Install install;
    private final @Nullable Node[] nodes;
    private final NodeMask online;
    private final NodeMask unreachable;
    private final NodeMask memory;
    private final PolicyMachine policyMachine;
    private final ZoneSet zones;
    private final NodeMask withCpus;

    private record Node(InstalledNode installed, WalkTable walks, int[] columns) {}

    public RoutedMachine(Install install) {
        this.install = install;
        this.zones = new ZoneSet(
                install.getZoneTypesList().stream().map(WireTypes::zone).toList());
        Map<Integer, Integer> columns = new HashMap<>();
        install.getNodesList().forEach(node -> columns.put(node.getNode(), columns.size()));
        this.nodes = new @Nullable
                Node[columns.keySet().stream().mapToInt(nid -> nid + 1).max().orElse(0)];
        for (InstalledNode node : install.getNodesList()) {
            nodes[node.getNode()] = new Node(node, WalkTable.of(zonelists(node), zones), columns(columns));
        }
        this.online = NodeMask.of(
                nodesWhere(InstalledNode::getOnline).map(InstalledNode::getNode).toList());
        this.unreachable = NodeMask.of(nodesWhere(node -> !node.getOnline() || node.getIncarnation() == 0)
                .map(InstalledNode::getNode)
                .toList());
        this.memory = NodeMask.of(
                nodesWhere(InstalledNode::getMemory).map(InstalledNode::getNode).toList());
        this.withCpus = NodeMask.of(nodesWhere(node -> node.getCpusCount() > 0)
                .map(InstalledNode::getNode)
                .toList());
        this.policyMachine = new PolicyMachine(policyZone(), normalMemory());
    }

    /** The place of each node, by its id, in the lists that have a value for each node. */
    private int[] columns(Map<Integer, Integer> columns) {
        int[] byNode = new int[nodes.length];
        Arrays.fill(byNode, NOWHERE);
        columns.forEach((nid, column) -> byNode[nid] = column);
        return byNode;
    }

    private java.util.stream.Stream<InstalledNode> nodesWhere(java.util.function.Predicate<InstalledNode> test) {
        return install.getNodesList().stream().filter(test);
    }

    private static NodeZonelists zonelists(InstalledNode node) {
        return new NodeZonelists(
                node.getNode(),
                node.getFallbackOrderList(),
                refs(node.getFallbackList()),
                refs(node.getNoFallbackList()));
    }

    private static List<ZoneRef> refs(List<ZoneId> zones) {
        return zones.stream()
                .map(zone -> new ZoneRef(zone.getNode(), WireTypes.zone(zone.getZone())))
                .toList();
    }

    private ZoneType policyZone() {
        return install.getNodesList().stream()
                .flatMap(node -> node.getFallbackList().stream())
                .map(zone -> WireTypes.zone(zone.getZone()))
                .filter(zone -> zone != ZoneType.MOVABLE)
                .max(ZoneType::compareTo)
                .orElse(ZoneType.DMA);
    }

    private NodeMask normalMemory() {
        return NodeMask.of(nodesWhere(node -> node.getNoFallbackList().stream()
                        .anyMatch(zone -> WireTypes.zone(zone.getZone()).compareTo(ZoneType.NORMAL) <= 0))
                .map(InstalledNode::getNode)
                .toList());
    }

    public Install install() {
        return install;
    }

    public Epoch epoch() {
        return install.getEpoch();
    }

    /** Whether boot is done. */
    public boolean running() {
        return install.getRunning();
    }

    public String phase() {
        return install.getPhase();
    }

    public boolean knows(int nid) {
        return nid >= 0 && nid < nodes.length && nodes[nid] != null;
    }

    /** Nodes by id, as people write them: {@code 0-3}. */
    public NodeMask possible() {
        return NodeMask.of(
                install.getNodesList().stream().map(InstalledNode::getNode).toList());
    }

    public NodeMask online() {
        return online;
    }

    public NodeMask memory() {
        return memory;
    }

    /** Nodes that cannot be asked: lost, or never started. */
    public NodeMask unreachable() {
        return unreachable;
    }

    /** The zone types that the kernel is built with. */
    public ZoneSet zones() {
        return zones;
    }

    public PolicyMachine policyMachine() {
        return policyMachine;
    }

    /** Where a request of that node's CPU has page cache reclaimed before it passes a zone over. */
    public NodeReclaim nodeReclaim(int cpuNode) {
        int mode = install.getZoneReclaimMode();
        return mode == 0 ? NodeReclaim.OFF : new NodeReclaim(mode, cpuNode, withCpus, this::distance);
    }

    public int cpus() {
        return install.getCpuToNodeCount();
    }

    public int nodeOfCpu(int cpu) {
        return install.getCpuToNode(cpu);
    }

    /** The lowest CPU whose node this is. */
    public Optional<Integer> firstCpuOf(int nid) {
        int cpu = install.getCpuToNodeList().indexOf(nid);
        return cpu < 0 ? Optional.empty() : Optional.of(cpu);
    }

    public WalkTable walks(int nid) {
        return node(nid).walks();
    }

    public long incarnation(int nid) {
        return node(nid).installed().getIncarnation();
    }

    /** How many nodes its JVM has, this one too. */
    int nodesBeside(int nid) {
        String address = node(nid).installed().getAddress();
        return (int) nodesWhere(node -> node.getAddress().equals(address)).count();
    }

    /** Whether this life of the node is part of the machine. */
    public boolean has(int nid, long incarnation) {
        return knows(nid) && !unreachable.contains(nid) && incarnation(nid) == incarnation;
    }

    public int distance(int from, int to) {
        Node node = node(from);
        return node.installed().getDistance(column(node, to));
    }

    /** Emulated cost of one access by a CPU of {@code from} to memory of {@code to}, nanoseconds. */
    public int accessNanos(int from, int to) {
        Node node = node(from);
        return node.installed().getAccessNanos(column(node, to));
    }

    private static int column(Node node, int to) {
        int column = to >= 0 && to < node.columns().length ? node.columns()[to] : NOWHERE;
        if (column == NOWHERE) {
            throw new IllegalArgumentException("node " + to + " is not installed");
        }
        return column;
    }

    private Node node(int nid) {
        Node node = nid >= 0 && nid < nodes.length ? nodes[nid] : null;
        if (node == null) {
            throw new IllegalArgumentException("node " + nid + " is not installed");
        }
        return node;
    }
}
