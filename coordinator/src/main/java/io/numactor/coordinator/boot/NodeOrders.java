package io.numactor.coordinator.boot;

import io.numactor.api.v1.Epoch;
import io.numactor.coordinator.change.MachineChanges;
import io.numactor.mm.boot.BootSequence;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.proto.Blueprints;
import io.numactor.wire.PhaseOrder;
import java.util.Collection;
import java.util.Optional;

/** What a node is told under an epoch: the phase, what it installs, and the machine's record to keep. */
final class NodeOrders {
    private final BootSequence sequence;
    private final Roster roster;
    private final MachineHistory history;

    NodeOrders(BootSequence sequence, Roster roster, MachineHistory history) {
        this.sequence = sequence;
        this.roster = roster;
        this.history = history;
    }

    /** Nothing but that the epoch is still in force. */
    PhaseOrder head(Epoch epoch) {
        return PhaseOrder.newBuilder()
                .setEpoch(epoch)
                .setPhase(sequence.phase().toString())
                .build();
    }

    /** Whether the node's actor has to be started first. */
    boolean isUnstarted(int nid) {
        return roster.arrival(nid).isPresent()
                ? roster.hosting(nid).incarnation() == 0
                : sequence.phase() == BootPhase.FREE_AREA_INIT;
    }

    /** What the phase, or the running machine, installs on the node. */
    PhaseOrder installing(int nid, Epoch epoch, Optional<MachineChanges> running) {
        PhaseOrder.Builder order =
                running.map(changes -> changes.installed(nid)).orElseGet(() -> head(epoch).toBuilder());
        if (running.isEmpty()) {
            sequence.settings(nid).forEach((zone, params) -> order.addSettings(Blueprints.encode(zone.type(), params)));
        } else if (roster.arrival(nid).isPresent()) {
            addWhatBootLeft(nid, order);
        }
        return order.build();
    }

    /** A node that returns has boot's marks until it is part of the machine again and all marks are computed anew. */
    private void addWhatBootLeft(int nid, PhaseOrder.Builder order) {
        sequence.tuned().zones().forEach((zone, params) -> {
            if (zone.nid() == nid) {
                order.addSettings(Blueprints.encode(zone.type(), params));
            }
        });
    }

    /** The order with what every order of this epoch brings. */
    PhaseOrder complete(PhaseOrder order, Epoch epoch, Optional<MachineChanges> running, Collection<Long> reaped) {
        return order.toBuilder()
                .clearReapedSessions()
                .addAllReapedSessions(reaped)
                .setRecord(history.record(epoch, roster, running))
                .build();
    }
}
