package io.numactor.coordinator.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.grpc.Status;
import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.AllocateResponse;
import io.numactor.api.v1.Failure;
import io.numactor.api.v1.FreeRefusal;
import io.numactor.api.v1.FreeRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import io.numactor.api.v1.Policy;
import io.numactor.api.v1.WalkStep;
import io.numactor.mm.zone.ZoneKey;
import io.numactor.mm.zone.ZoneSet;
import io.numactor.mm.zone.ZoneType;
import io.numactor.proto.Timing;
import io.numactor.proto.WireTypes;
import io.numactor.wire.FreeRuns;
import io.numactor.wire.Install;
import io.numactor.wire.InstalledNode;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import io.numactor.wire.OwnerClosed;
import io.numactor.wire.PagesReclaimed;
import io.numactor.wire.Refused;
import io.numactor.wire.RunsFreed;
import io.numactor.wire.ZonesTried;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The router against nodes whose answers the test gives: the ring of four, node 0 first. */
final class RouterCoreTest {
    private static final int[][] ORDERS = {{0, 1, 3, 2}, {1, 2, 0, 3}, {2, 3, 1, 0}, {3, 0, 2, 1}};

    /** A message that the router sent. */
    private record Sent(int nid, NodeWork work) {}

    private final Deque<Sent> sent = new ArrayDeque<>();
    private final List<OperationResult> results = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong(1);
    private final AtomicLong sessions = new AtomicLong(5);
    private final RouterCore router = router((nid, work) -> sent.add(new Sent(nid, work)));
    private long owner;

    private RouterCore router(NodeWire wire) {
        RouterListener listener = new RouterListener() {
            @Override
            public void pagesLost(long ofOwner, int nid, long incarnation) {
                losses.add("node " + nid + " life " + incarnation);
            }

            @Override
            public void ownerLost(long lost) {
                losses.add("owner " + (lost == owner ? "test" : "other"));
            }
        };
        return new RouterCore(Timing.DEFAULT, sessions::getAndIncrement, clock::get, wire, listener);
    }

    @BeforeEach
    void open() throws Refusal {
        router.install(install(1, true, List.of()));
        owner = router.open("test", 0);
    }

    private void pass(long millis) {
        clock.addAndGet(millis * 1_000_000);
        router.tick();
        router.flush();
    }

    private static Install install(long counter, boolean running, List<Integer> lost) {
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

    private void submit(AllocateRequest.Builder... requests) {
        List<Operation> operations = new ArrayList<>();
        for (AllocateRequest.Builder request : requests) {
            operations.add(
                    Operation.newBuilder().setAllocate(request.setOwner(owner)).build());
        }
        router.submit(operations, results::addAll);
        router.flush();
    }

    private static AllocateRequest.Builder pages(int count) {
        return AllocateRequest.newBuilder().setNode(0).setCount(count);
    }

    private Sent next() {
        return Optional.ofNullable(sent.poll()).orElseThrow(() -> new AssertionError("nothing was sent"));
    }

    /** Answers every TryZones of the next message with as many single pages as {@code pages} allows. */
    private int serve(int pages) {
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

    private static NodeAnswers.Builder answers(Sent message) {
        return NodeAnswers.newBuilder()
                .setNode(message.nid())
                .setIncarnation(message.work().getIncarnation());
    }

    private static NodeAnswer.Builder answer(NodeRequest request) {
        return NodeAnswer.newBuilder()
                .setOwner(request.getOwner())
                .setSequence(request.getSequence())
                .setStep(request.getStep());
    }

    private void give(NodeAnswers.Builder answers) {
        router.answered(answers.build());
        router.flush();
    }

    private AllocateResponse allocated() {
        assertThat(results).hasSize(1);
        assertThat(results.get(0).hasAllocated()).as("%s", results.get(0)).isTrue();
        return results.get(0).getAllocated();
    }

    @Test
    void asksTheNextNodeOfTheListForWhatTheFirstLeft() {
        submit(pages(10));
        assertThat(List.of(serve(6), serve(1), serve(0), serve(3))).containsExactly(0, 1, 3, 2);
        AllocateResponse done = allocated();
        assertThat(done.getServed()).isEqualTo(10);
        assertThat(done.getRunsList()).extracting(PageRun::getNode).containsExactly(0, 1, 2);
        assertThat(done.getRunsList()).extracting(PageRun::getDistance).containsExactly(10, 20, 30);
        assertThat(done.getHops()).isEqualTo(3);
    }

    @Test
    void asksAllNodesAtTheLowMarkBeforeAnyAtTheMinMark() {
        submit(pages(1));
        List<Integer> marks = new ArrayList<>();
        List<Integer> asked = new ArrayList<>();
        while (results.isEmpty()) {
            Sent message = next();
            NodeAnswers.Builder answers = answers(message);
            for (NodeRequest request : message.work().getRequestsList()) {
                if (request.hasTryZones()) {
                    asked.add(message.nid());
                    marks.add(request.getTryZones().getAllocFlags() & 3);
                    answers.addAnswers(answer(request).setTried(ZonesTried.getDefaultInstance()));
                } else if (request.hasReclaim()) {
                    answers.addAnswers(answer(request).setReclaimed(PagesReclaimed.getDefaultInstance()));
                }
            }
            give(answers);
        }
        assertThat(asked).containsExactly(0, 1, 3, 2, 0, 1, 3, 2);
        assertThat(marks).containsExactly(1, 1, 1, 1, 0, 0, 0, 0);
        assertThat(allocated().getFailure().getDetail()).contains("reclaim");
    }

    @Test
    void requestsOfOneDestinationTravelTogether() {
        submit(pages(1), pages(2), pages(3).setNode(1));
        assertThat(sent).hasSize(2);
        assertThat(sent.element().work().getRequestsCount()).isEqualTo(2);
    }

    @Test
    void equalRequestsOfABatchShareOneWalkAndKeepTheirOwnAnswers() {
        submit(pages(2), pages(2), pages(2), pages(1));
        assertThat(sent.element().work().getRequestsList())
                .extracting(request -> request.getTryZones().getCount())
                .containsExactly(6, 1);
        serve(3);
        while (results.isEmpty()) {
            serve(Integer.MAX_VALUE);
        }
        assertThat(results)
                .extracting(result -> result.getAllocated().getServed())
                .containsExactly(2, 2, 2, 1);
        assertThat(results)
                .extracting(result -> result.getAllocated().getHops())
                .containsExactly(0, 1, 1, 1);
        assertThat(results.get(1).getAllocated().getRunsList())
                .extracting(PageRun::getNode, PageRun::getPfn, PageRun::getBlocks)
                .containsExactly(tuple(0, 4098L, 1), tuple(1, 4096L, 1));
    }

    @Test
    void ofEqualRequestsThoseWithoutPagesFail() {
        submit(pages(1).setGfp("GFP_NOWAIT"), pages(1).setGfp("GFP_NOWAIT"), pages(1).setGfp("GFP_NOWAIT"));
        serve(2);
        while (results.isEmpty()) {
            serveTries();
        }
        assertThat(results)
                .extracting(result -> result.getAllocated().hasFailure())
                .containsExactly(false, false, true);
    }

    @Test
    void freesOfOneOwnerShareAMessageAndKeepTheirOwnAnswers() {
        submit(pages(3));
        serve(3);
        PageRun run = results.remove(0).getAllocated().getRuns(0);
        List<Operation> frees = new ArrayList<>();
        for (int page = 0; page < 3; page++) {
            frees.add(free(run.toBuilder().setPfn(run.getPfn() + page).setBlocks(1)));
        }
        frees.add(free(run.toBuilder().setOrder(77)));
        router.submit(frees, results::addAll);
        router.flush();
        Sent message = next();
        FreeRuns asked = message.work().getRequests(0).getFree();
        assertThat(asked.getPfnDeltaList()).containsExactly(4096L, 1L, 1L);
        assertThat(asked.getBlocksList()).containsExactly(1);
        give(answers(message)
                .addAnswers(answer(message.work().getRequests(0))
                        .setFreed(RunsFreed.newBuilder()
                                .setFreed(2)
                                .addAllFreedOfRun(List.of(1, 0, 1))
                                .addRefusals(FreeRefusal.newBuilder().setReason("stale_handle"))
                                .addRefusedRun(1))));
        assertThat(results).extracting(result -> result.getFreed().getFreed()).containsExactly(1, 0, 1, 0);
        assertThat(results.get(1).getFreed().getRefusals(0).getReason()).isEqualTo("stale_handle");
        assertThat(results.get(3).getError().getMessage()).contains("order");
    }

    private Operation free(PageRun.Builder run) {
        return Operation.newBuilder()
                .setFree(FreeRequest.newBuilder().setOwner(owner).addRuns(run))
                .build();
    }

    /** Node 0 has nothing, and says that it is below its low marks for whatever zone is asked for. */
    private void node0SaysThatItIsBelowLow(long version) {
        Sent message = next();
        assertThat(message.nid()).isZero();
        give(answers(message)
                .setMessage(message.work().getMessage())
                .setBelowLow((1 << ZoneType.count()) - 1)
                .setHintVersion(version)
                .addAnswers(answer(message.work().getRequests(0)).setTried(ZonesTried.getDefaultInstance())));
    }

    @Test
    void aNodeBelowItsLowMarksIsLeftOutByItsHint() {
        router.hints().use(true);
        submit(pages(1));
        node0SaysThatItIsBelowLow(7);
        serve(1);
        submit(pages(1).setExplain(true));
        assertThat(serve(1)).isEqualTo(1);
        WalkStep leftOut = results.get(1).getAllocated().getSteps(0);
        assertThat(leftOut.getNode()).isZero();
        assertThat(leftOut.getHintVersion()).isEqualTo(7);
    }

    @Test
    void withHintsOffEveryNodeIsAsked() {
        submit(pages(1));
        node0SaysThatItIsBelowLow(7);
        serve(1);
        submit(pages(1));
        assertThat(next().nid()).isZero();
    }

    @Test
    void whatMayMakeRoomOnANodeEndsItsHintUntilItIsGivenAfterThat() {
        router.hints().use(true);
        submit(pages(2));
        serve(1);
        serve(1);
        PageRun run = results.get(0).getAllocated().getRuns(0);
        submit(pages(1), pages(1).setOrder(1));
        Sent early = next();
        router.submit(List.of(free(run.toBuilder())), results::addAll);
        router.flush();
        next();
        give(answers(early)
                .setMessage(early.work().getMessage())
                .setBelowLow((1 << ZoneType.count()) - 1)
                .setHintVersion(3)
                .addAnswers(answer(early.work().getRequests(0)).setTried(ZonesTried.getDefaultInstance()))
                .addAnswers(answer(early.work().getRequests(1)).setTried(ZonesTried.getDefaultInstance())));
        serve(Integer.MAX_VALUE);
        submit(pages(1));
        assertThat(next().nid()).isZero();
    }

    @Test
    void aWithdrawnHintIsDroppedAndTheNodeToldSo() {
        router.hints().use(true);
        submit(pages(1));
        Sent first = sent.element();
        node0SaysThatItIsBelowLow(7);
        serve(1);
        give(answers(first).setWithdrawn(true).setHintVersion(8));
        Sent confirmation = next();
        assertThat(confirmation.nid()).isZero();
        assertThat(confirmation.work().getRequestsList()).isEmpty();
        assertThat(confirmation.work().getHintsWithdrawn()).isEqualTo(8);
        submit(pages(1));
        assertThat(next().nid()).isZero();
    }

    @Test
    void stepsOfOneRequestAreDifferentQuestions() {
        submit(pages(2));
        NodeRequest first = sent.element().work().getRequests(0);
        serve(1);
        NodeRequest second = sent.element().work().getRequests(0);
        assertThat(second.getSequence()).isEqualTo(first.getSequence());
        assertThat(second.getStep()).isEqualTo(first.getStep() + 1);
    }

    @Test
    void aRepeatedAnswerChangesNothing() {
        submit(pages(2));
        Sent first = sent.element();
        serve(1);
        give(answers(first)
                .addAnswers(answer(first.work().getRequests(0))
                        .setTried(ZonesTried.newBuilder().addPfnDelta(1).addBlocks(1))));
        assertThat(results).isEmpty();
        serve(1);
        assertThat(allocated().getServed()).isEqualTo(2);
    }

    @Test
    void largeRequestsGoInPartsThatAMessageCanCarry() {
        submit(pages(10_000));
        List<Integer> parts = new ArrayList<>();
        while (results.isEmpty()) {
            parts.add(sent.element().work().getRequests(0).getTryZones().getCount());
            serve(Integer.MAX_VALUE);
        }
        assertThat(parts).containsExactly(4096, 4096, 1808);
        assertThat(allocated().getServed()).isEqualTo(10_000);
        assertThat(allocated().getHops()).isZero();
    }

    @Test
    void aRequestRefusedForItsEpochIsAskedAgainUnderTheNext() {
        submit(pages(1));
        Sent early = next();
        give(answers(early)
                .addAnswers(answer(early.work().getRequests(0))
                        .setRefused(Refused.newBuilder().setReason(Refused.Reason.REASON_EPOCH))));
        assertThat(sent).isEmpty();
        router.install(install(2, true, List.of()));
        router.flush();
        assertThat(sent.element().work().getEpoch()).isEqualTo(WireTypes.epoch(1, 2));
        assertThat(serve(1)).isZero();
        assertThat(allocated().getServed()).isEqualTo(1);
    }

    @Test
    void whatALostNodeWasAskedGoesOnToTheNext() {
        submit(pages(1));
        assertThat(next().nid()).isZero();
        router.install(install(2, true, List.of(0)));
        router.flush();
        assertThat(serve(1)).isEqualTo(1);
        assertThat(allocated().getPreferredNode()).isZero();
    }

    @Test
    void anAnswerFromAnEarlierLifeIsVoid() {
        submit(pages(1));
        Sent message = next();
        give(answers(message)
                .setIncarnation(1)
                .addAnswers(answer(message.work().getRequests(0)).setTried(ZonesTried.getDefaultInstance())));
        assertThat(sent).isEmpty();
        assertThat(results).isEmpty();
    }

    @Test
    void interleavingTakesTurns() {
        Policy.Builder policy =
                Policy.newBuilder().setMode(Policy.Mode.MODE_INTERLEAVE).setNodes("1-3");
        submit(pages(1).setPolicy(policy), pages(1).setPolicy(policy), pages(1).setPolicy(policy));
        assertThat(sent).extracting(Sent::nid).containsExactly(1, 2, 3);
        assertThat(sent)
                .allSatisfy(message -> assertThat(
                                message.work().getRequests(0).getTryZones().getInterleaveNodePlusOne())
                        .isEqualTo(message.nid() + 1));
    }

    @Test
    void aBulkOfPagesIsSpreadEvenly() {
        submit(pages(7).setPolicy(
                        Policy.newBuilder().setMode(Policy.Mode.MODE_INTERLEAVE).setNodes("1-3")));
        List<Integer> counts = new ArrayList<>();
        while (results.isEmpty()) {
            counts.add(sent.element().work().getRequests(0).getTryZones().getCount());
            serve(Integer.MAX_VALUE);
        }
        assertThat(counts).containsExactly(3, 2, 2);
    }

    @Test
    void aBoundRequestStaysInItsSet() {
        submit(pages(1).setPolicy(
                        Policy.newBuilder().setMode(Policy.Mode.MODE_BIND).setNodes("2,3")));
        List<Integer> asked =
                IntStream.range(0, 4).map(i -> serveTries()).boxed().toList();
        assertThat(asked).containsExactly(3, 2, 3, 2);
        assertThat(List.of(reclaim(0, false), reclaim(0, false))).containsExactly(3, 2);
        assertThat(allocated().getServed()).isZero();
    }

    private int serveTries() {
        while (!sent.element().work().getRequests(0).hasTryZones()
                && sent.element().work().getRequestsCount() == 1) {
            next();
        }
        return serve(0);
    }

    @Test
    void allOrNothingGivesBackAPart() {
        submit(pages(4).setAllOrNothing(true));
        serve(3);
        for (int question = 0; question < 7; question++) {
            serveTries();
        }
        while (results.isEmpty()) {
            reclaim(0, false);
        }
        assertThat(allocated().getServed()).isZero();
        assertThat(allocated().getRunsCount()).isZero();
        Sent back = next();
        assertThat(back.work().getRequests(0).getFree().getBlocks(0)).isEqualTo(3);
    }

    @Test
    void asksAgainUntilItIsAnswered() {
        submit(pages(1));
        NodeWork first = next().work();
        pass(900);
        assertThat(sent).isEmpty();
        pass(200);
        assertThat(next().work().getRequestsList()).isEqualTo(first.getRequestsList());
        pass(1_000);
        assertThat(sent).isEmpty();
        pass(1_000);
        assertThat(serve(1)).isZero();
        pass(60_000);
        assertThat(sent).isEmpty();
    }

    @Test
    void tellsANodeWhichAnswersItHas() {
        submit(pages(1), pages(1).setCpu(0).setOrder(1), pages(1).setOrder(2));
        Sent three = next();
        assertThat(three.work().getAnsweredBelow()).isEqualTo(1);
        give(answers(three).addAnswers(answer(three.work().getRequests(0)).setTried(served(1))));
        submit(pages(1));
        assertThat(next().work().getAnsweredBelow()).isEqualTo(2);
    }

    private static ZonesTried.Builder served(int blocks) {
        return ZonesTried.newBuilder()
                .setGrant(9)
                .addPfnDelta(4096)
                .addBlocks(blocks)
                .addZone(2);
    }

    @Test
    void whatTheClientGivesUpIsUndone() {
        Ticket ticket = router.submit(
                List.of(Operation.newBuilder()
                        .setAllocate(pages(5).setOwner(owner))
                        .build()),
                results::addAll);
        router.flush();
        NodeRequest asked = next().work().getRequests(0);
        router.giveUp(ticket);
        router.flush();
        Sent undo = next();
        NodeRequest request = undo.work().getRequests(0);
        assertThat(request.getUndo().getNumber()).isEqualTo(asked.getNumber());
        assertThat(request.getUndo().getStep()).isEqualTo(asked.getStep());
        assertThat(request.getSequence()).isEqualTo(asked.getSequence());
        assertThat(undo.work().getAnsweredBelow())
                .as("the node must remember it")
                .isEqualTo(asked.getNumber());
        give(answers(undo).addAnswers(answer(asked).setTried(served(5))));
        assertThat(results).isEmpty();
        give(answers(undo)
                .addAnswers(answer(request).setUndone(OwnerClosed.newBuilder().setPages(5))));
        assertThat(results.get(0).getError().getCode()).isEqualTo(Status.Code.CANCELLED.value());
    }

    @Test
    void newRequestsPassOverANodeThatSaysNothing() {
        submit(pages(1));
        assertThat(next().nid()).isZero();
        pass(600);
        submit(pages(1));
        assertThat(serve(1)).isEqualTo(1);
        assertThat(allocated().getPreferredNode()).isZero();
    }

    @Test
    void pagesThatANodeTookWithItAreNotHandedOut() {
        submit(pages(10));
        assertThat(serve(6)).isZero();
        router.install(install(2, true, List.of(0)));
        router.flush();
        assertThat(serve(4)).isEqualTo(1);
        assertThat(allocated().getServed()).isEqualTo(4);
        assertThat(allocated().getRunsList()).extracting(PageRun::getNode).containsExactly(1);
        assertThat(allocated().getFailure().getReason()).isEqualTo(Failure.Reason.REASON_NODE_LOST);
        assertThat(losses).containsExactly("node 0 life 100");
    }

    @Test
    void anOwnerWhoseClientIsSilentIsClosed() throws Refusal {
        long leased = router.open("leased", 3_000_000_000L);
        pass(2_000);
        router.keepAlive(leased);
        pass(2_000);
        assertThat(losses).isEmpty();
        pass(2_000);
        assertThat(losses).containsExactly("owner other");
    }

    @Test
    void aRouterCutOffForLongGivesItsOwnersUp() {
        submit(pages(1));
        next();
        router.renewed(clock.get());
        long session = router.session();
        pass(14_000);
        assertThat(results).isEmpty();
        pass(2_000);
        assertThat(results.get(0).getError().getCode()).isEqualTo(Status.Code.UNAVAILABLE.value());
        assertThat(losses).containsExactly("owner test");
        assertThat(router.session()).isNotEqualTo(session);
    }

    @Test
    void closingWaitsForRequestsInFlight() throws Refusal {
        submit(pages(1));
        List<Long> freed = new ArrayList<>();
        router.close(owner, 0, freed::add);
        router.flush();
        assertThat(sent).hasSize(1);
        serve(1);
        Sent close = next();
        assertThat(close.work().getRequests(0).hasClose()).isTrue();
        give(answers(close)
                .addAnswers(answer(close.work().getRequests(0))
                        .setClosed(OwnerClosed.newBuilder().setPages(1))));
        assertThat(freed).containsExactly(1L);
        submit(pages(1));
        assertThat(results.get(1).getError().getCode()).isEqualTo(Status.Code.NOT_FOUND.value());
    }

    @Test
    void refusesWhatIsOutOfRangeByFieldAndRange() {
        List<AllocateRequest.Builder> bad = List.of(
                pages(1).setOrder(11),
                pages(1_000_000_000),
                pages(-1),
                pages(1).setNode(4),
                pages(1).setCpu(4),
                pages(1).setGfp("GFP_NONSENSE"),
                pages(1).setGfp("GFP_DMA|GFP_DMA32"),
                pages(1).setPolicy(Policy.newBuilder()
                        .setMode(Policy.Mode.MODE_BIND)
                        .setNodes("7")),
                pages(1).setPolicy(Policy.newBuilder()
                        .setMode(Policy.Mode.MODE_BIND)
                        .setNodes("3-1")),
                pages(1).setPolicy(Policy.newBuilder().setMode(Policy.Mode.MODE_BIND)));
        submit(bad.toArray(AllocateRequest.Builder[]::new));
        assertThat(sent).isEmpty();
        assertThat(results)
                .hasSize(bad.size())
                .allSatisfy(result ->
                        assertThat(result.getError().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT.value()));
        assertThat(results.get(0).getError().getMessage()).isEqualTo("order: 11 is not in 0..10");
        assertThat(results.get(3).getError().getMessage()).isEqualTo("node: no node 4; this machine has 0-3");
    }

    @Test
    void refusesAFreeOfUnknownNodesAndOwners() {
        router.submit(
                List.of(
                        Operation.newBuilder()
                                .setFree(FreeRequest.newBuilder()
                                        .setOwner(owner)
                                        .addRuns(PageRun.newBuilder().setNode(9).setBlocks(1)))
                                .build(),
                        Operation.newBuilder()
                                .setFree(FreeRequest.newBuilder().setOwner(owner + 1))
                                .build(),
                        Operation.getDefaultInstance()),
                results::addAll);
        assertThat(results)
                .extracting(result ->
                        Status.fromCodeValue(result.getError().getCode()).getCode())
                .containsExactly(Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND, Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void refusesEverythingBeforeTheMachineRuns() {
        RouterCore booting = router((nid, work) -> {});
        booting.install(install(1, false, List.of()));
        assertThatThrownBy(() -> booting.open("early", 0))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("mem_init");
    }

    /** Answers the request for reclaim that comes next, wherever it goes. */
    private int reclaim(long pages, boolean mayHelp) {
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

    private void failEverywhere(int passes) {
        for (int question = 0; question < 4 * passes; question++) {
            serveTries();
        }
    }

    @Test
    void reclaimsInTheListsOrderWhenEveryNodeIsBelowItsMinMark() {
        submit(pages(1).setExplain(true));
        failEverywhere(2);

        assertThat(reclaim(12, true)).isEqualTo(0);
        assertThat(reclaim(20, true)).isEqualTo(1);
        assertThat(serve(1)).isEqualTo(0);

        AllocateResponse done = allocated();
        assertThat(done.getServed()).isEqualTo(1);
        assertThat(done.getStepsList())
                .extracting(step -> step.getPass() + " " + step.getNode() + " " + step.getReclaimedPages())
                .containsExactly(
                        "low 0 0",
                        "low 1 0",
                        "low 3 0",
                        "low 2 0",
                        "kswapd 0 0",
                        "kswapd 1 0",
                        "kswapd 3 0",
                        "kswapd 2 0",
                        "min 0 0",
                        "min 1 0",
                        "min 3 0",
                        "min 2 0",
                        "reclaim 0 12",
                        "reclaim 1 20",
                        "min 0 0");
    }

    @Test
    void saysThatTheKernelWouldKillWhenNothingIsLeftToReclaim() {
        submit(pages(1));
        failEverywhere(2);
        for (int node = 0; node < 4; node++) {
            reclaim(0, false);
        }

        Failure failure = allocated().getFailure();
        assertThat(failure.getReason()).isEqualTo(Failure.Reason.REASON_WOULD_RECLAIM);
        assertThat(failure.getOomKill()).isTrue();
        assertThat(failure.getDetail()).contains("no page cache is left").contains("kill a process");
    }

    @Test
    void zoneReclaimModeLetsTheCpusOwnNodeReclaimFirst() {
        router.install(
                install(2, true, List.of()).toBuilder().setZoneReclaimMode(1).build());
        submit(pages(1).setReclaimable(true));

        List<Boolean> reclaims = new ArrayList<>();
        for (int node = 0; node < 4; node++) {
            NodeRequest request = sent.element().work().getRequests(0);
            assertThat(request.getTryZones().getReclaimable()).isTrue();
            reclaims.add(request.getTryZones().getNodeReclaim());
            serve(0);
        }
        assertThat(reclaims).containsExactly(true, false, false, false);
    }
}
