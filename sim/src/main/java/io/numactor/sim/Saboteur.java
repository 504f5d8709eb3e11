package io.numactor.sim;

import io.numactor.api.v1.Epoch;
import io.numactor.mm.topology.ZoneType;
import io.numactor.node.NodeCore;
import io.numactor.proto.FreeRunsWriter;
import io.numactor.proto.RunColumns;
import io.numactor.proto.WireTypes;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import io.numactor.wire.PhaseOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes one safeguard ineffective by falsifying what it looks at, in messages as they arrive: the cores themselves are
 * not touched and have no switch.
 */
final class Saboteur {
    private record Asked(String gateway, long sequence, int nid) {}

    private record Numbered(long incarnation, long session, long number) {}

    private static final int EVERY_ZONE = (1 << ZoneType.count()) - 1;

    private final Sabotage what;
    private final Map<Asked, Integer> lastSteps = new HashMap<>();
    private final Set<Numbered> arrived = new HashSet<>();

    Saboteur(Sabotage what) {
        this.what = what;
    }

    /** A router's message on its way out: which step each of its requests is at. */
    void sent(GatewayJvm gateway, int nid, NodeWork work) {
        if (what == Sabotage.STEP) {
            work.getRequestsList()
                    .forEach(request -> lastSteps.merge(
                            new Asked(gateway.name(), request.getSequence(), nid), request.getStep(), Math::max));
        }
    }

    NodeAnswers answers(GatewayJvm gateway, NodeAnswers answers) {
        return switch (what) {
            case STEP -> ofLastStep(gateway, answers);
            case HINT -> answers.toBuilder().setBelowLow(EVERY_ZONE).build();
            default -> answers;
        };
    }

    private NodeAnswers ofLastStep(GatewayJvm gateway, NodeAnswers answers) {
        NodeAnswers.Builder falsified = answers.toBuilder().clearAnswers();
        for (NodeAnswer answer : answers.getAnswersList()) {
            Asked asked = new Asked(gateway.name(), answer.getSequence(), answers.getNode());
            falsified.addAnswers(answer.toBuilder().setStep(lastSteps.getOrDefault(asked, answer.getStep())));
        }
        return falsified.build();
    }

    PhaseOrder order(NodeCore node, PhaseOrder order) {
        Epoch at = node.epoch();
        if (what != Sabotage.TERM || order.getEpoch().getTerm() >= node.promisedTerm()) {
            return order;
        }
        return order.toBuilder()
                .setEpoch(WireTypes.epoch(
                        node.promisedTerm(),
                        Math.max(at.getCounter(), order.getEpoch().getCounter()) + 1))
                .build();
    }

    NodeWork work(NodeCore node, NodeWork work) {
        return switch (what) {
            case EPOCH ->
                WireTypes.compare(work.getEpoch(), node.epoch()) < 0
                        ? work.toBuilder().setEpoch(node.epoch()).build()
                        : work;
            case INCARNATION -> ofThisLife(node, work);
            case ADOPTION -> asAdopted(node, work);
            case TOMBSTONE -> withoutTombstones(node, work);
            default -> work;
        };
    }

    private static NodeWork ofThisLife(NodeCore node, NodeWork work) {
        NodeWork.Builder falsified =
                work.toBuilder().setIncarnation(node.incarnation()).clearRequests();
        for (NodeRequest request : work.getRequestsList()) {
            falsified.addRequests(request.hasFree() ? withHandles(node, request) : request);
        }
        return falsified.build();
    }

    private static NodeRequest withHandles(NodeCore node, NodeRequest request) {
        FreeRunsWriter falsified = new FreeRunsWriter();
        RunColumns.read(
                request.getFree(),
                (row, pfn, order, blocks, life, grant) -> falsified.add(pfn, order, blocks, node.incarnation(), grant));
        return request.toBuilder()
                .setFree(falsified.write(request.getFree().getCpu()))
                .build();
    }

    private static NodeWork asAdopted(NodeCore node, NodeWork work) {
        NodeWork.Builder falsified = work.toBuilder().clearRequests();
        for (NodeRequest request : work.getRequestsList()) {
            falsified.addRequests(
                    request.hasAdopt()
                            ? request
                            : request.toBuilder()
                                    .setToken(Math.max(request.getToken(), node.token(request.getOwner())))
                                    .build());
        }
        return falsified.build();
    }

    private NodeWork withoutTombstones(NodeCore node, NodeWork work) {
        NodeWork.Builder falsified = work.toBuilder().clearRequests();
        for (NodeRequest request : work.getRequestsList()) {
            arrived.add(new Numbered(node.incarnation(), work.getSession(), request.getNumber()));
            boolean comesFirst = request.hasUndo()
                    && !arrived.contains(new Numbered(
                            node.incarnation(),
                            work.getSession(),
                            request.getUndo().getNumber()));
            falsified.addRequests(
                    comesFirst
                            ? request.toBuilder()
                                    .setUndo(request.getUndo().toBuilder().setNumber(0))
                                    .build()
                            : request);
        }
        return falsified.build();
    }
}
