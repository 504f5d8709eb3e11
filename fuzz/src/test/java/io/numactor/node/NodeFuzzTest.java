package io.numactor.node;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneType;
import io.numactor.proto.Blueprints;
import io.numactor.proto.OwnerIds;
import io.numactor.proto.Timing;
import io.numactor.proto.WireTypes;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import io.numactor.wire.PhaseOrder;
import java.util.List;

/** What a router might send a node: it answers or refuses, and its books stay right. */
final class NodeFuzzTest {
    private static final long INCARNATION = 42;
    private static final long PAGES = 2048;
    private static final long SESSION = 5;
    private static final int OWNERS = 3;

    private final NodeCore core = new NodeCore(
            Blueprints.encode(layout())
                    .setMachineCpus(2)
                    .addAllManagedEstimate(List.of(0L, 0L, PAGES, 0L, 0L))
                    .build(),
            INCARNATION,
            Timing.DEFAULT,
            () -> 1);

    private static NodeLayout layout() {
        PfnRange ram = new PfnRange(1 << 20, (1 << 20) + PAGES);
        List<ZoneLayout> zones = List.of(
                ZoneLayout.empty(ZoneType.DMA),
                ZoneLayout.empty(ZoneType.DMA32),
                new ZoneLayout(ZoneType.NORMAL, ram.start(), PAGES, List.of(ram), List.of(ram), List.of()),
                ZoneLayout.empty(ZoneType.MOVABLE),
                ZoneLayout.empty(ZoneType.DEVICE));
        return new NodeLayout(3, 3, true, zones, List.of(0));
    }

    @FuzzTest(maxDuration = "60s")
    void handle(@NotNull NodeWork first, @NotNull NodeWork second) {
        for (BootPhase phase : BootPhase.values()) {
            core.run(PhaseOrder.newBuilder()
                    .setPhase(phase.toString())
                    .setEpoch(WireTypes.epoch(1, phase.ordinal()))
                    .build());
        }
        for (NodeWork work : List.of(first, second)) {
            core.handle(addressed(work));
            core.runKswapd();
        }
        core.memory().validate();
    }

    /** For this life of the node, from one of few owners: what is for others is refused before it is looked at. */
    private NodeWork addressed(NodeWork work) {
        NodeWork.Builder meant = work.toBuilder()
                .setIncarnation(INCARNATION)
                .setEpoch(core.epoch())
                .setSession(SESSION);
        for (NodeRequest.Builder request : meant.getRequestsBuilderList()) {
            request.setOwner(OwnerIds.of((int) SESSION, Math.floorMod(request.getOwner(), OWNERS)));
        }
        return meant.build();
    }
}
