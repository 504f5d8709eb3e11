package io.numactor.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.ZoneState;
import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.boot.BootPhase;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.zone.ZoneType;
import io.numactor.proto.Blueprints;
import io.numactor.proto.FreeRunsWriter;
import io.numactor.proto.OwnerIds;
import io.numactor.proto.RunColumns;
import io.numactor.proto.Timing;
import io.numactor.proto.WireTypes;
import io.numactor.wire.CloseOwner;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.Promise;
import io.numactor.wire.ReclaimPages;
import io.numactor.wire.Refused;
import io.numactor.wire.RunsFreed;
import io.numactor.wire.TryZones;
import io.numactor.wire.Undo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class NodeCoreTest {
    private static final long INCARNATION = 42;
    private static final long OWNER = OwnerIds.of(5, 7);
    private static final long PAGES = 8192;

    private final AtomicLong clock = new AtomicLong(1);
    private final NodeCore core = new NodeCore(
            Blueprints.encode(layout())
                    .setMachineCpus(2)
                    .addAllManagedEstimate(List.of(0L, 0L, 8000L, 0L, 0L))
                    .build(),
            INCARNATION,
            Timing.DEFAULT,
            clock::get);
    private long number;

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

    private void boot() {
        for (BootPhase phase : BootPhase.values()) {
            core.run(PhaseOrder.newBuilder()
                    .setPhase(phase.toString())
                    .setEpoch(WireTypes.epoch(1, phase.ordinal()))
                    .build());
        }
    }

    private NodeAnswer ask(NodeWork.Builder work, NodeRequest.Builder request) {
        request.setOwner(OWNER).setSequence(11).setStep(4).setNumber(++number);
        return core.handle(work.addRequests(request).build()).getAnswers(0);
    }

    private NodeAnswer ask(NodeRequest.Builder request) {
        return ask(NodeWork.newBuilder().setIncarnation(INCARNATION).setEpoch(core.epoch()), request);
    }

    private static TryZones.Builder pages(int count) {
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

    private NodeWork.Builder work() {
        return NodeWork.newBuilder().setIncarnation(INCARNATION).setEpoch(core.epoch());
    }

    private static NodeRequest.Builder named(long sequence, int step, long questionNumber) {
        return NodeRequest.newBuilder()
                .setOwner(OWNER)
                .setSequence(sequence)
                .setStep(step)
                .setNumber(questionNumber);
    }

    private List<NodeAnswer> handle(NodeRequest.Builder... requests) {
        NodeWork.Builder work = work();
        Stream.of(requests).forEach(work::addRequests);
        return core.handle(work.build()).getAnswersList();
    }

    @Test
    void aRepeatedQuestionGetsTheFirstAnswer() {
        boot();
        List<NodeAnswer> first = handle(named(1, 0, 1).setTryZones(pages(10)));
        assertThat(handle(named(1, 0, 1).setTryZones(pages(10)))).isEqualTo(first);
        assertThat(core.memory().ownedPages(OWNER)).isEqualTo(10);
    }

    @Test
    void anotherStepIsAnotherQuestion() {
        boot();
        handle(named(1, 0, 1).setTryZones(pages(10)), named(1, 1, 2).setTryZones(pages(10)));
        assertThat(core.memory().ownedPages(OWNER)).isEqualTo(20);
        NodeAnswer confused = handle(named(1, 2, 2).setTryZones(pages(10))).get(0);
        assertThat(confused.getRefused().getReason()).isEqualTo(Refused.Reason.REASON_MALFORMED);
    }

    @Test
    void aQuestionThatTheRouterIsDoneWithIsVoid() {
        boot();
        handle(named(1, 0, 1).setTryZones(pages(10)));
        core.handle(work().setAnsweredBelow(3).build());
        assertThat(handle(named(1, 0, 1).setTryZones(pages(10)), named(2, 0, 2).setTryZones(pages(10))))
                .isEmpty();
        assertThat(core.memory().ownedPages(OWNER)).isEqualTo(10);
    }

    @Test
    void whatIsUndoneIsFreedAndDoesNothingLater() {
        boot();
        handle(named(1, 0, 1).setTryZones(pages(10)));
        NodeRequest.Builder undo = named(1, 1, 2).setUndo(Undo.newBuilder().setNumber(1));
        assertThat(handle(undo).get(0).getUndone().getPages()).isEqualTo(10);
        assertThat(handle(undo).get(0).getUndone().getPages()).as("again").isEqualTo(10);
        assertThat(core.memory().ownedPages(OWNER)).isZero();
        assertThat(handle(named(1, 0, 1).setTryZones(pages(10)))
                        .get(0)
                        .getRefused()
                        .getReason())
                .isEqualTo(Refused.Reason.REASON_UNDONE);
    }

    @Test
    void whatIsUndoneBeforeItComesDoesNothing() {
        boot();
        handle(named(1, 1, 2).setUndo(Undo.newBuilder().setNumber(1)));
        assertThat(handle(named(1, 0, 1).setTryZones(pages(10)))
                        .get(0)
                        .getRefused()
                        .getReason())
                .isEqualTo(Refused.Reason.REASON_UNDONE);
        assertThat(core.memory().ownedPages(OWNER)).isZero();
    }

    @Test
    void obeysOnlyTheHighestTermThatItPromised() {
        boot();
        assertThat(core.promise(Promise.newBuilder().setTerm(3).setCandidate(7).build())
                        .getGranted())
                .isTrue();
        assertThat(core.promise(Promise.newBuilder().setTerm(3).setCandidate(8).build())
                        .getGranted())
                .isFalse();
        assertThat(core.run(order(2, 50).build())).isFalse();
        assertThat(core.run(order(3, 1).build())).isTrue();
        assertThat(core.run(order(1, 99).build())).isFalse();
    }

    private static PhaseOrder.Builder order(long term, long counter) {
        return PhaseOrder.newBuilder().setPhase("running").setEpoch(WireTypes.epoch(term, counter));
    }

    @Test
    void servesOnlyWhileItHoldsALease() {
        boot();
        clock.addAndGet(Timing.DEFAULT.leaseNanos());
        NodeAnswer late = ask(NodeRequest.newBuilder().setTryZones(pages(1)));
        assertThat(late.getRefused().getReason()).isEqualTo(Refused.Reason.REASON_LEASE);
        core.run(order(1, 99).setNodeSentAt(clock.get()).build());
        assertThat(blocks(ask(NodeRequest.newBuilder().setTryZones(pages(1))))).isEqualTo(1);
    }

    @Test
    void freesWhatTheOwnersOfARouterHeldThatLeft() {
        boot();
        handle(named(1, 0, 1).setTryZones(pages(10)));
        assertThat(core.done(order(1, 98).build()).getSessionsList()).containsExactly(OwnerIds.session(OWNER));
        core.run(order(1, 99).addReapedSessions(OwnerIds.session(OWNER)).build());
        assertThat(core.memory().ownedPages(OWNER)).isZero();
    }

    @Test
    void servesPagesOnceItHasThem() {
        NodeAnswer early = ask(NodeRequest.newBuilder().setTryZones(pages(1)));
        assertThat(early.getRefused().getReason()).isEqualTo(Refused.Reason.REASON_PHASE);
        assertThat(early.getRefused().getDetail()).contains("free_area_init").contains("mem_init");

        boot();
        NodeAnswer answer = ask(NodeRequest.newBuilder().setTryZones(pages(100)));
        assertThat(blocks(answer)).isEqualTo(100);
        assertThat(List.of(answer.getOwner(), answer.getSequence(), (long) answer.getStep()))
                .containsExactly(OWNER, 11L, 4L);
    }

    private static int blocks(NodeAnswer answer) {
        List<Integer> blocks = new ArrayList<>();
        RunColumns.read(answer.getTried(), (pfn, count, zone) -> blocks.add(count));
        return blocks.stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void hasNothingButAnEstimateBeforeMemInit() {
        ZoneState early = core.state().getZones(ZoneType.NORMAL.ordinal());
        assertThat(early.getFree()).isZero();
        assertThat(early.getManaged()).isEqualTo(8000);
        assertThat(early.getHigh()).isZero();
        assertThat(early.getPagesetsList()).allSatisfy(set -> {
            assertThat(set.getHigh()).isZero();
            assertThat(set.getBatch()).isEqualTo(1);
        });
        boot();
        assertThat(core.state().getZones(ZoneType.NORMAL.ordinal()).getManaged())
                .isEqualTo(PAGES);
    }

    @Test
    void refusesWorkForAnEarlierLifeOrEpoch() {
        boot();
        NodeAnswer otherLife = ask(
                NodeWork.newBuilder().setIncarnation(INCARNATION + 1).setEpoch(core.epoch()),
                NodeRequest.newBuilder().setTryZones(pages(1)));
        assertThat(otherLife.getRefused().getReason()).isEqualTo(Refused.Reason.REASON_INCARNATION);

        NodeAnswer oldEpoch = ask(
                NodeWork.newBuilder().setIncarnation(INCARNATION).setEpoch(WireTypes.epoch(1, 0)),
                NodeRequest.newBuilder().setTryZones(pages(1)));
        assertThat(oldEpoch.getRefused().getReason()).isEqualTo(Refused.Reason.REASON_EPOCH);
    }

    @Test
    void refusesWhatNoRouterOfOursWouldSend() {
        boot();
        List<TryZones.Builder> malformed = List.of(
                pages(0),
                pages(-1),
                pages(1).setOrder(11),
                pages(1).setCpu(2),
                pages(1).setCpu(-1),
                pages(1).setHighestZone(ZoneType.count()),
                pages(1).setPreferredZone(9),
                pages(1).setMigrateType(3),
                pages(1).addZones(77));
        for (TryZones.Builder request : malformed) {
            assertThat(ask(NodeRequest.newBuilder().setTryZones(request))
                            .getRefused()
                            .getReason())
                    .as("%s", request)
                    .isEqualTo(Refused.Reason.REASON_MALFORMED);
        }
        assertThat(ask(NodeRequest.newBuilder()).getRefused().getReason()).isEqualTo(Refused.Reason.REASON_MALFORMED);
    }

    private NodeAnswers work(long session, NodeRequest.Builder... requests) {
        NodeWork.Builder work = NodeWork.newBuilder()
                .setSession(session)
                .setIncarnation(INCARNATION)
                .setEpoch(core.epoch());
        for (NodeRequest.Builder request : requests) {
            work.addRequests(request.setOwner(OWNER).setNumber(++number));
        }
        return core.handle(work.build());
    }

    private static NodeRequest.Builder tries(int count) {
        return NodeRequest.newBuilder().setTryZones(pages(count));
    }

    @Test
    void tellsItsRouterOnceItsZonesAreBelowTheirLowMarks() {
        boot();
        assertThat(work(1, tries(1)).getBelowLow()).isZero();
        NodeAnswers full = work(1, tries((int) PAGES));
        int normal = 1 << ZoneType.NORMAL.ordinal();
        assertThat(full.getBelowLow() & normal).isEqualTo(normal);
        NodeAnswers again = work(1, tries(1));
        assertThat(again.getHintVersion()).isEqualTo(full.getHintVersion());
        NodeAnswers room = work(1, NodeRequest.newBuilder().setClose(CloseOwner.getDefaultInstance()));
        assertThat(room.getBelowLow()).isZero();
    }

    @Test
    void whatAnotherRouterSendsMakesNoRoomBeforeTheHintIsWithdrawn() {
        boot();
        work(1, tries((int) PAGES + 1));
        NodeWork.Builder other = NodeWork.newBuilder().setSession(2);
        assertThat(core.hints().mustWait(other.addRequests(tries(1)).build())).isFalse();
        NodeWork free = other.addRequests(NodeRequest.newBuilder().setClose(CloseOwner.getDefaultInstance()))
                .build();
        assertThat(core.hints().mustWait(free)).isTrue();
        NodeAnswers withdrawal = core.withdrawal();
        assertThat(withdrawal.getWithdrawn()).isTrue();
        assertThat(core.hints().mustWait(free)).isTrue();
        core.handle(NodeWork.newBuilder()
                .setSession(1)
                .setHintsWithdrawn(withdrawal.getHintVersion())
                .build());
        assertThat(core.hints().mustWait(free)).isFalse();
        work(2, tries(1));
        assertThat(work(1, tries(1)).getBelowLow()).isZero();
    }

    @Test
    void freesOnlyWhatTheHandleNames() {
        boot();
        NodeAnswer served = ask(NodeRequest.newBuilder().setTryZones(pages(1)));
        long pfn = served.getTried().getPfnDelta(0);
        int grant = served.getTried().getGrant();

        assertThat(refusal(pfn, 0, INCARNATION - 1, grant)).isEqualTo("stale_handle");
        assertThat(refusal(pfn, 0, INCARNATION, grant + 1)).isEqualTo("stale_handle");
        assertThat(refusal(pfn, 1, INCARNATION, grant)).isEqualTo("wrong_order");
        assertThat(refusal(pfn, 99, INCARNATION, grant)).isEqualTo("wrong_order");
        assertThat(refusal(1, 0, INCARNATION, grant)).isEqualTo("not_allocated");
        assertThat(free(new FreeRunsWriter().add(pfn, 0, 1, INCARNATION, grant)).getFreed())
                .isEqualTo(1);
        assertThat(refusal(pfn, 0, INCARNATION, grant)).isEqualTo("not_allocated");
    }

    @Test
    void saysOfEachRunHowMuchOfItWasFreed() {
        boot();
        NodeAnswer served = ask(NodeRequest.newBuilder().setTryZones(pages(3)));
        long pfn = served.getTried().getPfnDelta(0);
        int grant = served.getTried().getGrant();
        assertThat(blocks(served)).isEqualTo(3);
        RunsFreed freed = free(new FreeRunsWriter()
                .add(1, 0, 1, INCARNATION, grant)
                .add(pfn, 0, 1, INCARNATION, grant)
                .add(pfn, 0, 1, INCARNATION, grant));
        assertThat(freed.getFreed()).isEqualTo(1);
        assertThat(freed.getFreedOfRunList()).containsExactly(0, 1, 0);
        assertThat(freed.getRefusedRunList()).containsExactly(0, 2);
    }

    private RunsFreed free(FreeRunsWriter runs) {
        return ask(NodeRequest.newBuilder().setFree(runs.write(0))).getFreed();
    }

    private String refusal(long pfn, int order, long incarnation, int grant) {
        RunsFreed freed = free(new FreeRunsWriter().add(pfn, order, 1, incarnation, grant));
        assertThat(freed.getFreed()).isZero();
        return freed.getRefusals(0).getReason();
    }

    @Test
    void closingAnOwnerBringsEveryPageBack() {
        boot();
        ask(NodeRequest.newBuilder().setTryZones(pages(1000)));
        NodeAnswer closed = ask(NodeRequest.newBuilder().setClose(CloseOwner.getDefaultInstance()));
        assertThat(closed.getClosed().getPages()).isEqualTo(1000);
        assertThat(core.state().getOwnedPages()).isZero();
        assertThat(core.state().getZones(2).getFree() + core.state().getZones(2).getPagesetPages())
                .isEqualTo(PAGES);
    }

    @Test
    void aPhaseThatIsOrderedTwiceIsCarriedOutOnce() {
        boot();
        boot();
        assertThat(core.state().getZones(2).getManaged()).isEqualTo(PAGES);
    }

    @Test
    void pageCacheIsReclaimedAndItsOwnerToldWhenHeFreesIt() {
        boot();
        NodeAnswer cached = ask(NodeRequest.newBuilder().setTryZones(pages(100).setReclaimable(true)));
        assertThat(cached.getTried().getKswapdHelps()).isTrue();

        NodeAnswer reclaimed = ask(NodeRequest.newBuilder()
                .setReclaim(ReclaimPages.newBuilder()
                        .setHighestZone(ZoneType.NORMAL.ordinal())
                        .addZones(ZoneType.NORMAL.ordinal())
                        .setPages(32)));

        assertThat(reclaimed.getReclaimed().getPages()).isEqualTo(32);
        assertThat(core.state().getOwnedPages()).isEqualTo(68);
        assertThat(core.state().getZones(2).getReclaimable()).isEqualTo(68);
        assertThat(core.state().getZones(2).getReclaimedDirect()).isEqualTo(32);
        int blocks = cached.getTried().getBlocks(0);
        RunsFreed freed = free(new FreeRunsWriter()
                .add(
                        cached.getTried().getPfnDelta(0),
                        0,
                        blocks,
                        INCARNATION,
                        cached.getTried().getGrant()));
        assertThat(freed.getReclaimedOfRunList()).containsExactly(32);
        assertThat(freed.getFreed()).isEqualTo(blocks - 32);
        assertThat(freed.getRefusalsList()).isEmpty();
    }

    @Test
    void malformedReclaimTakesNothing() {
        boot();
        ask(NodeRequest.newBuilder().setTryZones(pages(100).setReclaimable(true)));
        for (ReclaimPages.Builder wanted : List.of(
                ReclaimPages.newBuilder().setPages(-1),
                ReclaimPages.newBuilder().setPages(1 << 20),
                ReclaimPages.newBuilder().setPages(32).setOrder(11),
                ReclaimPages.newBuilder().setPages(32).setHighestZone(7))) {
            assertThat(ask(NodeRequest.newBuilder().setReclaim(wanted))
                            .getReclaimed()
                            .getPages())
                    .isZero();
        }
        assertThat(core.state().getOwnedPages()).isEqualTo(100);
    }
}
