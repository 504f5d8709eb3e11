package io.numactor.node;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.topology.ZoneType;
import io.numactor.proto.Blueprints;
import io.numactor.proto.FreeRunsWriter;
import io.numactor.proto.OwnerIds;
import io.numactor.proto.RunColumns;
import io.numactor.proto.Timing;
import io.numactor.proto.WireTypes;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.RunsFreed;
import io.numactor.wire.TryZones;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A booted node of one zone, and the questions that a router would ask it. */
abstract class NodeFixture {
    static final long INCARNATION = 42;
    static final long OWNER = OwnerIds.of(5, 7);
    static final long PAGES = 8192;

    final AtomicLong clock = new AtomicLong(1);
    final NodeCore core = new NodeCore(
            Blueprints.encode(layout())
                    .setMachineCpus(2)
                    .addAllManagedEstimate(List.of(0L, 0L, 8000L, 0L, 0L))
                    .build(),
            INCARNATION,
            Timing.DEFAULT,
            clock::get);
    long number;

    static NodeLayout layout() {
        PfnRange ram = new PfnRange(1 << 20, (1 << 20) + PAGES);
        List<ZoneLayout> zones = List.of(
                ZoneLayout.empty(ZoneType.DMA),
                ZoneLayout.empty(ZoneType.DMA32),
                new ZoneLayout(ZoneType.NORMAL, ram.start(), PAGES, List.of(ram), List.of(ram), List.of()),
                ZoneLayout.empty(ZoneType.MOVABLE),
                ZoneLayout.empty(ZoneType.DEVICE));
        return new NodeLayout(3, 3, true, zones, List.of(0));
    }

    void boot() {
        for (BootPhase phase : BootPhase.values()) {
            core.run(PhaseOrder.newBuilder()
                    .setPhase(phase.toString())
                    .setEpoch(WireTypes.epoch(1, phase.ordinal()))
                    .build());
        }
    }

    NodeAnswer ask(NodeWork.Builder work, NodeRequest.Builder request) {
        request.setOwner(OWNER).setSequence(11).setStep(4).setNumber(++number);
        return core.handle(work.addRequests(request).build()).getAnswers(0);
    }

    NodeAnswer ask(NodeRequest.Builder request) {
        return ask(NodeWork.newBuilder().setIncarnation(INCARNATION).setEpoch(core.epoch()), request);
    }

    static TryZones.Builder pages(int count) {
        return TryZones.newBuilder()
                .setCount(count)
                .setGfp(GfpFlags.GFP_HIGHUSER_MOVABLE)
                .setAllocFlags(AllocFlags.WMARK_LOW)
                .setMigrateType(MigrateType.MOVABLE.ordinal())
                .setHighestZone(ZoneType.MOVABLE.ordinal())
                .addZones(ZoneType.NORMAL.ordinal())
                .setPreferredNode(3)
                .setPreferredZone(ZoneType.NORMAL.ordinal());
    }

    NodeWork.Builder work() {
        return NodeWork.newBuilder().setIncarnation(INCARNATION).setEpoch(core.epoch());
    }

    List<NodeAnswer> handle(NodeRequest.Builder... requests) {
        NodeWork.Builder work = work();
        Stream.of(requests).forEach(work::addRequests);
        return core.handle(work.build()).getAnswersList();
    }

    static int blocks(NodeAnswer answer) {
        List<Integer> blocks = new ArrayList<>();
        RunColumns.read(answer.getTried(), (pfn, count, zone) -> blocks.add(count));
        return blocks.stream().mapToInt(Integer::intValue).sum();
    }

    NodeAnswers work(long session, NodeRequest.Builder... requests) {
        NodeWork.Builder work = NodeWork.newBuilder()
                .setSession(session)
                .setIncarnation(INCARNATION)
                .setEpoch(core.epoch());
        for (NodeRequest.Builder request : requests) {
            work.addRequests(request.setOwner(OWNER).setNumber(++number));
        }
        return core.handle(work.build());
    }

    RunsFreed free(FreeRunsWriter runs) {
        return ask(NodeRequest.newBuilder().setFree(runs.write(0))).getFreed();
    }
}
