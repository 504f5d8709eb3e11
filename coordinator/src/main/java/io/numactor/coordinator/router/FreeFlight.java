package io.numactor.coordinator.router;

import io.numactor.api.v1.FreeRefusal;
import io.numactor.api.v1.FreeResponse;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import io.numactor.wire.FreeRun;
import io.numactor.wire.FreeRuns;
import io.numactor.wire.NodeAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Frees runs of pages on the nodes that they belong to. */
final class FreeFlight extends FanOutFlight {
    private final RouterCore router;
    private final int cpu;
    private final FreeResponse.Builder response = FreeResponse.newBuilder();
    private final ResultSlot result;

    FreeFlight(RouterCore router, long owner, long sequence, int cpu, ResultSlot result) {
        super(router, owner, sequence);
        this.router = router;
        this.cpu = cpu;
        this.result = result;
    }

    void takeOff(List<PageRun> runs) {
        Map<Integer, List<PageRun>> byNode = new TreeMap<>();
        runs.forEach(run ->
                byNode.computeIfAbsent(run.getNode(), nid -> new ArrayList<>()).add(run));
        byNode.forEach(this::sendTo);
        allSent();
    }

    private void sendTo(int nid, List<PageRun> runs) {
        if (router.machine().unreachable().contains(nid)) {
            gone(nid);
            return;
        }
        for (int from = 0; from < runs.size(); from += Outbox.MAX_WEIGHT) {
            List<PageRun> part = runs.subList(from, Math.min(runs.size(), from + Outbox.MAX_WEIGHT));
            FreeRuns.Builder request = FreeRuns.newBuilder().setCpu(cpu);
            part.forEach(run -> request.addRuns(FreeRun.newBuilder()
                    .setPfn(run.getPfn())
                    .setOrder(run.getOrder())
                    .setBlocks(run.getBlocks())
                    .setIncarnation(run.getIncarnation())
                    .setGrant(run.getGrant())));
            send(nid, question().setFree(request), part.size());
        }
    }

    @Override
    void take(int nid, NodeAnswer answer) {
        if (answer.hasRefused()) {
            response.addRefusals(refusal(nid, answer.getRefused().getDetail()));
            return;
        }
        response.setFreed(response.getFreed() + answer.getFreed().getFreed());
        response.setReclaimed(response.getReclaimed() + answer.getFreed().getReclaimed());
        response.addAllRefusals(answer.getFreed().getRefusalsList());
    }

    @Override
    void gone(int nid) {
        response.addRefusals(refusal(nid, "the node is lost, and its pages with it"));
    }

    private static FreeRefusal refusal(int nid, String reason) {
        return FreeRefusal.newBuilder().setNode(nid).setReason(reason).build();
    }

    @Override
    void over() {
        result.set(OperationResult.newBuilder().setFreed(response).build());
    }
}
