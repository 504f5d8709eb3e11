package io.numactor.coordinator;

import io.numactor.coordinator.boot.BootConductor;
import io.numactor.coordinator.change.MachineChanges;
import io.numactor.coordinator.change.MachineMessages;
import io.numactor.mm.boot.MachineLayout;
import io.numactor.mm.boot.e820.IoResource;
import io.numactor.mm.boot.input.SystemMap;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.machine.MachineState;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.topology.NodeMask;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.zonelist.NodeZonelists;
import io.numactor.mm.zonelist.ZoneRef;
import io.numactor.proto.WireTypes;
import io.numactor.wire.Install;
import io.numactor.wire.InstalledNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The machine as routers are told of it: built from what the conductor knows, under its epoch. */
final class InstallMessages {
    private InstallMessages() {}

    /** @param refs each started node's reference, as text */
    static Install of(BootConductor conductor, Map<Integer, String> refs) {
        MachineLayout layout = conductor.sequence().layout();
        Install.Builder install = Install.newBuilder()
                .setEpoch(conductor.epoch())
                .setMachine(conductor.machine())
                .setKernel(conductor.sequence().input().kernel().label())
                .setPhase(conductor.phase().toString())
                .addAllCpuToNode(layout.cpuToNode())
                .addAllMembers(conductor.roster().members())
                .addAllPhases(conductor.phases())
                .addAllLog(conductor.log())
                .setMemblock(MemblockMessages.of(layout.memblock(conductor.phase())))
                .setAddressSpace(AddressSpaceMessages.of(conductor.sequence().input(), layout))
                .setHalted(conductor.halted())
                .addAllIomem(iomem(conductor))
                .addAllSystemMap(SystemMap.lines(conductor.sequence().input()))
                .setZonelistBuilds(conductor.sequence().zonelists().isEmpty() ? 0 : 1)
                .setRunning(conductor.running())
                .setZoneReclaimMode(conductor.sequence().sysctls().zoneReclaimMode());
        conductor.changes().ifPresent(changes -> running(changes.machine(), install));
        layout.zoneSet().types().forEach(type -> install.addZoneTypes(WireTypes.zone(type)));
        for (NodeLayout node : nodes(conductor)) {
            install.addNodes(node(conductor, node, refs.get(node.nid())));
        }
        return install.build();
    }

    private static List<String> iomem(BootConductor conductor) {
        boolean early = conductor.phase().compareTo(BootPhase.E820__RESERVE_RESOURCES) < 0;
        return early
                ? List.of()
                : conductor.sequence().layout().iomem().stream()
                        .map(IoResource::toString)
                        .toList();
    }

    /** Nobody knows of nodes before they are laid out. */
    private static List<NodeLayout> nodes(BootConductor conductor) {
        boolean early = conductor.phase().compareTo(BootPhase.FREE_AREA_INIT) < 0;
        return early ? List.of() : conductor.sequence().layout().nodes();
    }

    /** What the running machine has beyond what boot left. */
    private static void running(MachineState machine, Install.Builder install) {
        install.clearLog()
                .addAllLog(machine.log())
                .setZonelistBuilds(machine.zonelistBuilds())
                .addAllSysctls(MachineMessages.sysctls(machine))
                .setZoneReclaimMode(machine.sysctls().zoneReclaimMode())
                .setMemoryBlocks(MachineMessages.blocks(machine));
    }

    private static InstalledNode node(BootConductor conductor, NodeLayout node, @Nullable String ref) {
        MachineLayout layout = conductor.sequence().layout();
        Optional<MachineState> machine = conductor.changes().map(MachineChanges::machine);
        NodeMask memory = machine.map(MachineState::memory).orElse(layout.memory());
        NodeMask online = machine.map(MachineState::online).orElse(layout.online());
        InstalledNode.Builder installed = InstalledNode.newBuilder()
                .setNode(node.nid())
                .addAllCpus(machine.map(running -> running.cpusOf(node.nid())).orElse(node.cpus()))
                .setMemory(memory.contains(node.nid()))
                .setOnline(online.contains(node.nid()) && !conductor.roster().isLost(node.nid()));
        conductor
                .roster()
                .host(node.nid())
                .ifPresent(host -> installed.setIncarnation(host.incarnation()).setAddress(host.address()));
        if (ref != null) {
            installed.setNodeRef(ref);
        }
        for (int to : layout.possible().ids()) {
            int distance = layout.distance().between(node.nid(), to);
            installed.addDistance(distance).addAccessNanos((int)
                    layout.latency().between(node.nid(), to, distance));
        }
        machine.map(MachineState::zonelists).orElse(conductor.sequence().zonelists()).stream()
                .filter(lists -> lists.nid() == node.nid())
                .findFirst()
                .ifPresent(lists -> addLists(installed, lists));
        return installed.build();
    }

    private static void addLists(InstalledNode.Builder installed, NodeZonelists lists) {
        installed.addAllFallbackOrder(lists.order());
        addZones(lists.fallback()).forEach(installed::addFallback);
        addZones(lists.noFallback()).forEach(installed::addNoFallback);
    }

    private static List<io.numactor.api.v1.ZoneId> addZones(List<ZoneRef> zones) {
        return zones.stream()
                .map(zone -> WireTypes.zoneId(new ZoneKey(zone.nid(), zone.type())))
                .toList();
    }
}
