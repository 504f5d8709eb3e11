package io.numactor.coordinator.boot;

import io.numactor.api.v1.Epoch;
import io.numactor.coordinator.change.MachineChanges;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.proto.WireTypes;
import io.numactor.wire.BarrierRecord;
import io.numactor.wire.MachineRecord;
import io.numactor.wire.NodeZones;
import io.numactor.wire.ZoneReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What happened to the machine, in the form that every node keeps: the boot is a function of what the nodes reported at
 * its barriers, and the running machine of the events since, so a coordinator that lives through them again comes to the
 * same machine.
 */
final class MachineHistory {
    private final List<BarrierRecord> barriers = new ArrayList<>();
    private Map<ZoneKey, Long> reported = Map.of();

    void passed(BarrierRecord barrier) {
        barriers.add(barrier);
    }

    /** @param managed managed pages of every zone; where nothing has changed since the barrier before, none are kept */
    void passed(BootPhase phase, SortedMap<ZoneKey, Long> managed) {
        BarrierRecord.Builder barrier = BarrierRecord.newBuilder().setPhase(phase.toString());
        if (!managed.equals(reported)) {
            reported = new TreeMap<>(managed);
            addZones(barrier, managed);
        }
        passed(barrier.build());
    }

    private static void addZones(BarrierRecord.Builder barrier, SortedMap<ZoneKey, Long> managed) {
        SortedMap<Integer, NodeZones.Builder> nodes = new TreeMap<>();
        managed.forEach((zone, pages) -> nodes.computeIfAbsent(
                        zone.nid(), nid -> NodeZones.newBuilder().setNode(nid))
                .addZones(ZoneReport.newBuilder()
                        .setZone(WireTypes.zone(zone.type()))
                        .setManaged(pages)));
        nodes.values().forEach(barrier::addNodes);
    }

    static Map<ZoneKey, Long> managed(BarrierRecord barrier) {
        Map<ZoneKey, Long> managed = new TreeMap<>();
        barrier.getNodesList()
                .forEach(node -> node.getZonesList()
                        .forEach(zone -> managed.put(
                                new ZoneKey(node.getNode(), WireTypes.zone(zone.getZone())), zone.getManaged())));
        return managed;
    }

    MachineRecord record(Epoch epoch, Roster roster, Optional<MachineChanges> running) {
        MachineRecord.Builder record = MachineRecord.newBuilder()
                .setEpoch(epoch)
                .addAllBarriers(barriers)
                .addAllNodes(roster.records())
                .addAllRouters(roster.routers())
                .setRunning(running.isPresent());
        running.ifPresent(changes -> changes.addTo(record));
        return record.build();
    }
}
