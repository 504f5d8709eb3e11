package io.numactor.coordinator.api;

import io.numactor.api.v1.DistanceRow;
import io.numactor.api.v1.ForeignCount;
import io.numactor.api.v1.Machine;
import io.numactor.api.v1.Member;
import io.numactor.api.v1.NodeInfo;
import io.numactor.api.v1.NodeNumastat;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.NodeZonelist;
import io.numactor.api.v1.Numastat;
import io.numactor.api.v1.Phase;
import io.numactor.api.v1.Phases;
import io.numactor.api.v1.ZoneCounters;
import io.numactor.api.v1.ZoneState;
import io.numactor.api.v1.Zonelists;
import io.numactor.mm.kernel.KernelVersion;
import io.numactor.wire.Install;
import io.numactor.wire.InstalledNode;
import io.numactor.wire.MemberInfo;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The API's pictures of the machine, from what is installed and what the nodes say. */
public final class MachineViews {
    private MachineViews() {}

    public static Machine machine(Install install, List<NodeState> states) {
        Map<Integer, NodeState> byNode =
                states.stream().collect(Collectors.toMap(NodeState::getNode, Function.identity()));
        Machine.Builder machine = Machine.newBuilder()
                .setName(install.getMachine())
                .setKernel(install.getKernel())
                .setEpoch(install.getEpoch())
                .setPhase(install.getPhase());
        for (InstalledNode node : install.getNodesList()) {
            machine.addNodes(node(node, byNode.getOrDefault(node.getNode(), NodeState.getDefaultInstance())));
            machine.addDistances(DistanceRow.newBuilder()
                    .addAllTo(node.getDistanceList())
                    .addAllAccessNanos(node.getAccessNanosList()));
        }
        install.getMembersList().forEach(member -> machine.addMembers(member(member, install)));
        return machine.build();
    }

    private static NodeInfo node(InstalledNode node, NodeState state) {
        return NodeInfo.newBuilder()
                .setNode(node.getNode())
                .setOnline(node.getOnline())
                .addAllCpus(node.getCpusList())
                .setPresentPages(sum(state, ZoneState::getPresent))
                .setManagedPages(sum(state, ZoneState::getManaged))
                .setFreePages(sum(state, ZoneState::getFree))
                .setIncarnation(node.getIncarnation())
                .setAddress(node.getAddress())
                .build();
    }

    private static Member member(MemberInfo member, Install install) {
        return Member.newBuilder()
                .setAddress(member.getAddress())
                .addAllRoles(member.getRolesList())
                .setPid(member.getPid())
                .setMetricsUrl(member.getMetricsUrl())
                .addAllNodes(install.getNodesList().stream()
                        .filter(node -> node.getAddress().equals(member.getAddress()))
                        .map(InstalledNode::getNode)
                        .toList())
                .setStatus("up")
                .build();
    }

    public static Zonelists zonelists(Install install) {
        Zonelists.Builder lists = Zonelists.newBuilder().setEpoch(install.getEpoch());
        boolean perZoneType = KernelVersion.labelled(install.getKernel())
                .map(KernelVersion::hasListPerZoneType)
                .orElse(false);
        TypeZonelists types = perZoneType ? TypeZonelists.of(install) : TypeZonelists.NONE;
        install.getNodesList()
                .forEach(node -> lists.addNodes(NodeZonelist.newBuilder()
                        .setNode(node.getNode())
                        .addAllFallbackOrder(node.getFallbackOrderList())
                        .addAllFallback(node.getFallbackList())
                        .addAllNoFallback(node.getNoFallbackList())
                        .addAllPerZoneType(types.lists(node))));
        return lists.build();
    }

    /** The six counters of each node; numa_foreign of a node is what all nodes that served in its place counted. */
    public static Numastat numastat(List<NodeState> states) {
        Map<Integer, Long> foreign = states.stream()
                .flatMap(state -> state.getForeignList().stream())
                .collect(Collectors.groupingBy(
                        count -> count.getPreferred().getNode(), Collectors.summingLong(ForeignCount::getCount)));
        Numastat.Builder numastat = Numastat.newBuilder();
        for (NodeState state : states) {
            numastat.addNodes(NodeNumastat.newBuilder()
                    .setNode(state.getNode())
                    .setNumaHit(counted(state, ZoneCounters::getNumaHit))
                    .setNumaMiss(counted(state, ZoneCounters::getNumaMiss))
                    .setNumaForeign(foreign.getOrDefault(state.getNode(), 0L))
                    .setInterleaveHit(counted(state, ZoneCounters::getInterleaveHit))
                    .setLocalNode(counted(state, ZoneCounters::getLocalNode))
                    .setOtherNode(counted(state, ZoneCounters::getOtherNode))
                    .setKswapdWakes(state.getKswapdWakes())
                    .setKswapdSleeps(state.getKswapdSleeps())
                    .setReclaimablePages(sum(state, ZoneState::getReclaimable))
                    .setReclaimedPages(sum(state, MachineViews::reclaimed)));
        }
        return numastat.build();
    }

    private static long reclaimed(ZoneState zone) {
        return zone.getReclaimedByKswapd() + zone.getReclaimedDirect() + zone.getReclaimedByNode();
    }

    private static long counted(NodeState state, ToLongFunction<ZoneCounters> counter) {
        return sum(state, zone -> counter.applyAsLong(zone.getCounters()));
    }

    private static long sum(NodeState state, ToLongFunction<ZoneState> pages) {
        return state.getZonesList().stream().mapToLong(pages).sum();
    }

    public static Phases phases(Install install) {
        Phases.Builder phases = Phases.newBuilder()
                .setCurrent(install.getPhase())
                .addAllLog(install.getLogList())
                .setMemblock(install.getMemblock())
                .addAllIomem(install.getIomemList())
                .addAllSystemMap(install.getSystemMapList())
                .setAddressSpace(install.getAddressSpace());
        install.getPhasesList()
                .forEach(phase -> phases.addPhases(Phase.newBuilder()
                        .setName(phase.getName())
                        .setDescription(phase.getDescription())
                        .setState(phase.getState())
                        .setDurationNanos(phase.getDurationNanos())
                        .addAllConfirmed(phase.getConfirmedList())));
        return phases.build();
    }
}
