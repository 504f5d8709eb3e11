package io.numactor.coordinator.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import io.numactor.coordinator.router.lane.NodeWire;
import io.numactor.mm.topology.ZoneKey;
import io.numactor.mm.topology.ZoneSet;
import io.numactor.mm.topology.ZoneType;
import io.numactor.proto.Timing;
import io.numactor.proto.WireTypes;
import io.numactor.wire.Install;
import io.numactor.wire.InstalledNode;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import io.numactor.wire.PagesReclaimed;
import io.numactor.wire.ZonesTried;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;

/** The router against nodes whose answers the test gives: the ring of four, node 0 first. */
abstract class RouterFixture {
    static final int[][] ORDERS = {{0, 1, 3, 2}, {1, 2, 0, 3}, {2, 3, 1, 0}, {3, 0, 2, 1}};

    /** A message that the router sent. */
    record Sent(int nid, NodeWork work) {}

    final Deque<Sent> sent = new ArrayDeque<>();
    final List<OperationResult> results = new ArrayList<>();
    final List<String> losses = new ArrayList<>();
    final AtomicLong clock = new AtomicLong(1);
    final AtomicLong sessions = new AtomicLong(5);
    final RouterCore router = router((nid, work) -> sent.add(new Sent(nid, work)));
    long owner;

    RouterCore router(NodeWire wire) {
        RouterListener listener = new RouterListener() {
            @Override
            public void pagesLost(int nid, long incarnation, Map<Long, Long> pages) {
                pages.keySet().forEach(any -> losses.add("node " + nid + " life " + incarnation));
            }

            @Override
            public void ownersLost(Collection<Long> lost, String why) {
                lost.forEach(one -> losses.add("owner " + (one == owner ? "test" : "other")));
            }
        };
        return new RouterCore(Timing.DEFAULT, sessions::getAndIncrement, clock::get, wire, listener);
    }

    @BeforeEach
    void open() throws Refusal {
        router.install(install(1, true, List.of()));
        owner = router.owners().open("test", 0);
    }

    static Install install(long counter, boolean running, List<Integer> lost) {
        Install.Builder install = Install.newBuilder()
                .setEpoch(WireTypes.epoch(1, counter))
                .setPhase(running ? "running" : "mem_init")
                .setRunning(running)
                .addAllCpuToNode(List.of(0, 1, 2, 3))
                .addAllZoneTypes(
                        ZoneSet.X86_64.types().stream().map(WireTypes::zone).toList());
        for (int nid = 0; nid < 4; nid++) {
            InstalledNode.Builder node = InstalledNode.newBuilder()
                    .setNode(nid)
                    .setNodeRef("node-" + nid)
                    .setIncarnation(100 + nid)
                    .setOnline(!lost.contains(nid))
                    .setMemory(true)
                    .addCpus(nid)
                    .addNoFallback(WireTypes.zoneId(new ZoneKey(nid, ZoneType.NORMAL)));
            for (int to = 0; to < 4; to++) {
                node.addFallback(WireTypes.zoneId(new ZoneKey(ORDERS[nid][to], ZoneType.NORMAL)));
                int distance = 10 + 10 * Math.min(Math.abs(nid - to), 4 - Math.abs(nid - to));
                node.addDistance(distance).addAccessNanos(distance * 8);
            }
            install.addNodes(node);
        }
        return install.build();
    }

    void submit(AllocateRequest.Builder... requests) {
        List<Operation> operations = new ArrayList<>();
        for (AllocateRequest.Builder request : requests) {
            operations.add(
                    Operation.newBuilder().setAllocate(request.setOwner(owner)).build());
        }
        router.submit(operations, results::addAll);
        router.flush();
    }

    static AllocateRequest.Builder pages(int count) {
        return AllocateRequest.newBuilder().setNode(0).setCount(count);
    }

    Sent next() {
        return Optional.ofNullable(sent.poll()).orElseThrow(() -> new AssertionError("nothing was sent"));
    }

    /** Answers every TryZones of the next message with as many single pages as {@code pages} allows. */
    int serve(int pages) {
        Sent message = next();
        NodeAnswers.Builder answers = answers(message);
        int left = pages;
        for (NodeRequest request : message.work().getRequestsList()) {
            if (!request.hasTryZones()) {
                continue;
            }
            int served = Math.min(left, request.getTryZones().getCount());
            left -= served;
            ZonesTried.Builder tried = ZonesTried.newBuilder().setGrant(9);
            if (served > 0) {
                tried.addPfnDelta(4096).addBlocks(served).addZone(2);
            }
            answers.addAnswers(answer(request).setTried(tried));
        }
        give(answers);
        return message.nid();
    }

    static NodeAnswers.Builder answers(Sent message) {
        return NodeAnswers.newBuilder()
                .setNode(message.nid())
                .setIncarnation(message.work().getIncarnation());
    }

    static NodeAnswer.Builder answer(NodeRequest request) {
        return NodeAnswer.newBuilder()
                .setOwner(request.getOwner())
                .setSequence(request.getSequence())
                .setStep(request.getStep());
    }

    void give(NodeAnswers.Builder answers) {
        router.answered(answers.build());
        router.flush();
    }

    AllocateResponse allocated() {
        assertThat(results).hasSize(1);
        assertThat(results.get(0).hasAllocated()).as("%s", results.get(0)).isTrue();
        return results.get(0).getAllocated();
    }

    Operation free(PageRun.Builder run) {
        return Operation.newBuilder()
                .setFree(FreeRequest.newBuilder().setOwner(owner).addRuns(run))
                .build();
    }

    int serveTries() {
        while (!sent.element().work().getRequests(0).hasTryZones()
                && sent.element().work().getRequestsCount() == 1) {
            next();
        }
        return serve(0);
    }

    /** Answers the request for reclaim that comes next, wherever it goes. */
    int reclaim(long pages, boolean mayHelp) {
        Sent message = next();
        NodeAnswers.Builder answers = answers(message);
        message.work().getRequestsList().stream()
                .filter(NodeRequest::hasReclaim)
                .forEach(request -> answers.addAnswers(answer(request)
                        .setReclaimed(
                                PagesReclaimed.newBuilder().setPages(pages).setMayHelp(mayHelp))));
        give(answers);
        return message.nid();
    }
}
