package io.numactor.coordinator.router;

import io.numactor.api.v1.FreeRefusal;
import io.numactor.api.v1.LostPages;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import io.numactor.coordinator.router.lane.Outbox;
import io.numactor.wire.NodeAnswer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Frees runs of pages on the nodes that they belong to, for one operation or for several of one owner and CPU. */
final class FreeFlight extends FanOutFlight {
    private static final String LOST = "the node is lost, and its pages with it";

    private final RouterCore router;
    private final Owner owner;
    private final boolean asked;
    private final int cpu;
    private final FreeTally[] tallies;
    private final ResultSlots results;
    private final Map<Integer, OperationResult> refused = new HashMap<>(0);
    private final Map<Integer, FreeCargo> loading = new TreeMap<>();
    /** By the step of the question. */
    private final List<FreeCargo> sent = new ArrayList<>();

    /** @param asked the owner's client has asked for it, not the router by itself */
    FreeFlight(
            RouterCore router,
            Owner owner,
            boolean asked,
            long sequence,
            int cpu,
            int operations,
            ResultSlots results) {
        super(router, owner.id(), owner.token(), sequence);
        this.router = router;
        this.owner = owner;
        this.asked = asked;
        this.cpu = cpu;
        this.results = results;
        this.tallies = new FreeTally[operations];
        Arrays.setAll(tallies, operation -> new FreeTally());
    }

    /** Takes off with the runs of all operations; one that is not well-formed is refused by itself. */
    void takeOff(List<Operation> operations, RequestReader reader) {
        for (int operation = 0; operation < operations.size(); operation++) {
            try {
                load(operation, reader.read(operations.get(operation).getFree()));
            } catch (Refusal refusal) {
                refused.put(operation, refusal.result());
            }
        }
        sendAll();
    }

    /** Takes off for one operation. */
    void takeOff(List<PageRun> runs) {
        load(0, runs);
        sendAll();
    }

    private void load(int operation, List<PageRun> runs) {
        for (PageRun run : runs) {
            int nid = run.getNode();
            if (router.machine().unreachable().contains(nid)) {
                tallies[operation].refuse(refusal(nid, LOST));
                continue;
            }
            FreeCargo cargo = loading.computeIfAbsent(nid, FreeCargo::new);
            cargo.add(operation, run);
            if (cargo.rows() == Outbox.MAX_WEIGHT) {
                send(loading.remove(nid));
            }
        }
    }

    private void sendAll() {
        if (asked) {
            owner.takesOff();
        }
        loading.values().forEach(this::send);
        loading.clear();
        allSent();
    }

    private void send(FreeCargo cargo) {
        sent.add(cargo);
        send(cargo.nid(), question().setFree(cargo.write(cpu)), cargo.rows());
    }

    @Override
    void take(int nid, NodeAnswer answer) {
        FreeCargo cargo = sent.get(answer.getStep());
        cargo.settle();
        if (answer.hasRefused()) {
            refuse(cargo, answer.getRefused().getDetail());
        } else {
            owner.books(nid, -cargo.book(answer.getFreed(), tallies));
        }
    }

    @Override
    void gone(int nid) {
        for (FreeCargo cargo : sent) {
            if (cargo.nid() == nid && cargo.isOpen()) {
                cargo.settle();
                refuse(cargo, LOST);
            }
        }
    }

    private void refuse(FreeCargo cargo, String reason) {
        FreeRefusal refusal = refusal(cargo.nid(), reason);
        cargo.operations().forEach(operation -> tallies[operation].refuse(refusal));
    }

    private static FreeRefusal refusal(int nid, String reason) {
        return FreeRefusal.newBuilder().setNode(nid).setReason(reason).build();
    }

    private List<LostPages> losses() {
        return asked ? owner.takeLosses() : List.of();
    }

    @Override
    void over() {
        for (int operation = 0; operation < tallies.length; operation++) {
            OperationResult malformed = refused.get(operation);
            results.set(operation, malformed == null ? tallies[operation].result(losses()) : malformed);
        }
        if (asked) {
            owner.lands(router.nanoTime());
        }
    }
}
