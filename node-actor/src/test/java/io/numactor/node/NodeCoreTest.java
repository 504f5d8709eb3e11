package io.numactor.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.mm.alloc.AllocFlags;
import io.numactor.mm.alloc.GfpFlags;
import io.numactor.mm.boot.BootPhase;
import io.numactor.mm.node.NodeLayout;
import io.numactor.mm.node.ZoneLayout;
import io.numactor.mm.page.MigrateType;
import io.numactor.mm.page.PfnRange;
import io.numactor.mm.zone.ZoneType;
import io.numactor.proto.Blueprints;
import io.numactor.proto.WireTypes;
import io.numactor.wire.CloseOwner;
import io.numactor.wire.FreeRun;
import io.numactor.wire.FreeRuns;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import io.numactor.wire.PhaseOrder;
import io.numactor.wire.ReclaimPages;
import io.numactor.wire.Refused;
import io.numactor.wire.ServedRun;
import io.numactor.wire.TryZones;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NodeCoreTest {
    private static final long INCARNATION = 42;
    private static final long OWNER = 7;
    private static final long PAGES = 8192;

    private final NodeCore core =
            new NodeCore(Blueprints.encode(layout()).setMachineCpus(2).build(), INCARNATION);

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
        return core.handle(
                        work.addRequests(request.setOwner(OWNER).setSequence(11).setStep(4))
                                .build())
                .getAnswers(0);
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

    @Test
    void servesPagesOnceItHasThem() {
        NodeAnswer early = ask(NodeRequest.newBuilder().setTryZones(pages(1)));
        assertThat(early.getRefused().getReason()).isEqualTo(Refused.Reason.REASON_PHASE);
        assertThat(early.getRefused().getDetail()).contains("free_area_init").contains("mem_init");

        boot();
        NodeAnswer answer = ask(NodeRequest.newBuilder().setTryZones(pages(100)));
        assertThat(answer.getTried().getRunsList().stream()
                        .mapToInt(ServedRun::getBlocks)
                        .sum())
                .isEqualTo(100);
        assertThat(List.of(answer.getOwner(), answer.getSequence(), (long) answer.getStep()))
                .containsExactly(OWNER, 11L, 4L);
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
                pages(1).setHighestZone(5),
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
    void freesOnlyWhatTheHandleNames() {
        boot();
        NodeAnswer served = ask(NodeRequest.newBuilder().setTryZones(pages(1)));
        long pfn = served.getTried().getRuns(0).getPfn();
        int grant = served.getTried().getGrant();
        FreeRun right = FreeRun.newBuilder()
                .setPfn(pfn)
                .setBlocks(1)
                .setIncarnation(INCARNATION)
                .setGrant(grant)
                .build();

        assertThat(refusal(right.toBuilder().setIncarnation(INCARNATION - 1))).isEqualTo("stale_handle");
        assertThat(refusal(right.toBuilder().setGrant(grant + 1))).isEqualTo("stale_handle");
        assertThat(refusal(right.toBuilder().setOrder(1))).isEqualTo("wrong_order");
        assertThat(refusal(right.toBuilder().setOrder(99))).isEqualTo("wrong_order");
        assertThat(refusal(right.toBuilder().setPfn(1))).isEqualTo("not_allocated");
        assertThat(free(right.toBuilder()).getFreed().getFreed()).isEqualTo(1);
        assertThat(refusal(right.toBuilder())).isEqualTo("not_allocated");
    }

    private NodeAnswer free(FreeRun.Builder run) {
        return ask(NodeRequest.newBuilder().setFree(FreeRuns.newBuilder().addRuns(run)));
    }

    private String refusal(FreeRun.Builder run) {
        NodeAnswer answer = free(run);
        assertThat(answer.getFreed().getFreed()).isZero();
        return answer.getFreed().getRefusals(0).getReason();
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
        ServedRun run = cached.getTried().getRuns(0);
        NodeAnswer freed = free(FreeRun.newBuilder()
                .setPfn(run.getPfn())
                .setBlocks(run.getBlocks())
                .setIncarnation(INCARNATION)
                .setGrant(cached.getTried().getGrant()));
        assertThat(freed.getFreed().getReclaimed()).isEqualTo(32);
        assertThat(freed.getFreed().getFreed()).isEqualTo(run.getBlocks() - 32);
        assertThat(freed.getFreed().getRefusalsList()).isEmpty();
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
