package io.numactor.coordinator.boot;

import io.numactor.api.v1.Epoch;
import io.numactor.mm.boot.BootSequence;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.boot.zones.ManagedEstimate;
import io.numactor.mm.node.NodeLayout;
import io.numactor.proto.Blueprints;
import io.numactor.wire.NodeBlueprint;
import io.numactor.wire.StartNode;

/** Orders to start a node's actor. */
final class StartOrders {
    private StartOrders() {}

    /** Start this node, in this epoch. */
    static StartNode of(BootSequence sequence, Epoch epoch, int nid) {
        NodeLayout layout = sequence.layout().node(nid);
        NodeBlueprint.Builder blueprint = Blueprints.encode(layout)
                .setMachineCpus(sequence.layout().cpuToNode().size())
                .addAllManagedEstimate(ManagedEstimate.ofNode(
                        sequence.input().kernel(), sequence.layout().nodes(), layout));
        for (int from : sequence.layout().possible().ids()) {
            blueprint.addFrom(from).addDistanceFrom(sequence.layout().distance().between(from, nid));
        }
        return StartNode.newBuilder()
                .setEpoch(epoch)
                .setPhase(BootPhase.FREE_AREA_INIT.toString())
                .setBlueprint(blueprint)
                .build();
    }
}
