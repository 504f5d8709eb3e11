package io.numactor.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.ZoneState;
import io.numactor.mm.topology.ZoneType;
import io.numactor.proto.FreeRunsWriter;
import io.numactor.wire.CloseOwner;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import io.numactor.wire.ReclaimPages;
import io.numactor.wire.Refused;
import io.numactor.wire.RunsFreed;
import io.numactor.wire.TryZones;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One node behind its messages: pages handed out and taken back. */
final class NodeCoreTest extends NodeFixture {
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

    private static NodeRequest.Builder tries(int count) {
        return NodeRequest.newBuilder().setTryZones(pages(count));
    }

    private String refusal(long pfn, int order, long incarnation, int grant) {
        RunsFreed freed = free(new FreeRunsWriter().add(pfn, order, 1, incarnation, grant));
        assertThat(freed.getFreed()).isZero();
        return freed.getRefusals(0).getReason();
    }
}
