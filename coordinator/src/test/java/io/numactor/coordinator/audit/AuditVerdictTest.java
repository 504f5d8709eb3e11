package io.numactor.coordinator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.AuditFinding;
import io.numactor.api.v1.AuditFinding.Kind;
import io.numactor.api.v1.AuditReport;
import io.numactor.api.v1.AuditedNode;
import io.numactor.api.v1.AuditedRouter;
import io.numactor.api.v1.AuditedZone;
import io.numactor.api.v1.ZoneType;
import io.numactor.proto.WireTypes;
import io.numactor.wire.Claim;
import io.numactor.wire.ControlAudited;
import io.numactor.wire.Mismatch;
import io.numactor.wire.NodeAudited;
import io.numactor.wire.NodeCompared;
import io.numactor.wire.RouterAudited;
import io.numactor.wire.RuledNode;
import io.numactor.wire.SessionHoldings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A sound cluster of two nodes and two gateways, and what is found when one thing about it is not so. */
final class AuditVerdictTest {
    private static final long SESSION = 0x51;
    private static final long OTHER_SESSION = 0x52;
    private static final long SECOND = 1_000_000_000L;

    private final ControlAudited.Builder control = ControlAudited.newBuilder()
            .setRuling(true)
            .setRunning(true)
            .setEpoch(WireTypes.epoch(2, 7))
            .addNodes(RuledNode.newBuilder().setNode(0).setIncarnation(0xa0).addHosted(0xa0))
            .addNodes(RuledNode.newBuilder().setNode(1).setIncarnation(0xa1).addHosted(0xa1))
            .addClaims(Claim.newBuilder().setSession(SESSION))
            .addClaims(Claim.newBuilder().setSession(OTHER_SESSION))
            .setAbandonedAfterNanos(18 * SECOND);
    private final RouterAudited.Builder router = router("127.0.0.1:7355", SESSION);
    private final RouterAudited.Builder other = router("127.0.0.1:7365", OTHER_SESSION);

    private static RouterAudited.Builder router(String address, long session) {
        return RouterAudited.newBuilder()
                .setRouter(AuditedRouter.newBuilder()
                        .setAddress(address)
                        .setSession(session)
                        .setEpoch(WireTypes.epoch(2, 7))
                        .setLeaseNanos(14 * SECOND))
                .addNodes(node(0))
                .addNodes(node(1));
    }

    private static NodeCompared.Builder node(int nid) {
        AuditedNode.Builder says = AuditedNode.newBuilder()
                .setNode(nid)
                .setIncarnation(0xa0 + nid)
                .setEpoch(WireTypes.epoch(2, 7))
                .setPhase("running")
                .setPromisedTerm(2)
                .setLeaseNanos(14 * SECOND)
                .setOwners(1)
                .setOwnedPages(64)
                .setMisses(3)
                .setForeigns(3)
                .addZones(AuditedZone.newBuilder()
                        .setZone(ZoneType.ZONE_TYPE_NORMAL)
                        .setFree(800)
                        .setPagesets(36)
                        .setAllocated(64)
                        .setReserved(100)
                        .setPresent(1000));
        return NodeCompared.newBuilder()
                .setNode(nid)
                .setIncarnation(0xa0 + nid)
                .setAudited(NodeAudited.newBuilder()
                        .setNode(says)
                        .addSessions(SessionHoldings.newBuilder()
                                .setSession(SESSION)
                                .setOwners(1)
                                .setPages(64)));
    }

    private AuditedNode.Builder node0() {
        return router.getNodesBuilder(0).getAuditedBuilder().getNodeBuilder();
    }

    private AuditRound round() {
        return new AuditRound(Optional.of(control.build()), List.of(router.build(), other.build()), List.of());
    }

    private AuditReport report(AuditRound... rounds) {
        AuditVerdict verdict = new AuditVerdict();
        for (AuditRound round : rounds) {
            verdict.add(round);
        }
        return verdict.report(1);
    }

    private AuditFinding onlyFinding() {
        return onlyFinding(round());
    }

    private AuditFinding onlyFinding(AuditRound round) {
        List<AuditFinding> findings = report(round).getFindingsList();
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    private static void is(AuditFinding finding, Kind kind, String where, String detail) {
        assertThat(finding.getKind()).isEqualTo(kind);
        assertThat(finding.getWhere()).isEqualTo(where);
        assertThat(finding.getDetail()).contains(detail);
    }

    @Test
    void nothingIsWrongWithASoundCluster() {
        AuditReport report = report(round());

        assertThat(report.getFindingsList()).isEmpty();
        assertThat(report.getNotesList()).isEmpty();
        assertThat(report.getNodesList()).hasSize(2);
        assertThat(report.getRoutersList()).hasSize(2);
        assertThat(report.getEpoch()).isEqualTo(WireTypes.epoch(2, 7));
    }

    @Test
    void aZoneThatDoesNotAddUp() {
        node0().getZonesBuilder(0).setFree(799);

        is(
                onlyFinding(),
                Kind.KIND_ZONE_SUM,
                "node 0 zone Normal",
                "free 799 + pagesets 36 + allocated 64 + reserved 100 = 999 pages, but 1000 are present");
    }

    @Test
    void ownersThatHoldMoreThanIsHandedOut() {
        node0().setOwnedPages(65);

        is(onlyFinding(), Kind.KIND_OWNED_SUM, "node 0", "owners hold 65 pages, but 64 are handed out");
    }

    @Test
    void aMissThatNobodyLacks() {
        node0().setMisses(4);

        is(onlyFinding(), Kind.KIND_COUNTERS, "node 0", "counted 4 misses, but 3 foreigns");
    }

    @Test
    void aFrameInTwoListsIsFoundAtOnceThoughOnlyOneRoundLooksAtFrames() {
        AuditRound clean = round();
        node0().setFrames("N0/Normal: pfn 0x1a00 lies on two lists");

        AuditReport report = report(round(), clean);

        assertThat(report.getFindingsList())
                .singleElement()
                .satisfies(finding -> is(finding, Kind.KIND_FRAMES, "node 0", "pfn 0x1a00"));
    }

    @Test
    void anOwnerThatHasOtherPagesThanItsGatewayWasToldOf() {
        router.getNodesBuilder(1)
                .addMismatches(
                        Mismatch.newBuilder().setOwner(17).setRouterPages(60).setNodePages(64));

        is(
                onlyFinding(),
                Kind.KIND_OWNER_PAGES,
                "owner 17 on node 1",
                "its gateway was told of 60 pages, but the node says that it has 64");
    }

    @Test
    void pagesOfAnOwnerThatItsOwnGatewayDoesNotKnow() {
        other.getNodesBuilder(0)
                .addMismatches(
                        Mismatch.newBuilder().setOwner(17).setUnknown(true).setNodePages(1));

        is(onlyFinding(), Kind.KIND_OWNER_PAGES, "owner 17 on node 0", "knows no such owner");
    }

    @Test
    void pagesOfAGatewayThatNobodyKnows() {
        router.getNodesBuilder(0)
                .getAuditedBuilder()
                .addSessions(SessionHoldings.newBuilder()
                        .setSession(0x77)
                        .setOwners(2)
                        .setPages(9));

        is(onlyFinding(), Kind.KIND_ORPHAN, "node 0", "9 pages of 2 owners of gateway session 77");
    }

    @Test
    void pagesOfAGatewayThatHasLeftAreWorthANoteUntilTheyAreFreed() {
        router.getNodesBuilder(0)
                .getAuditedBuilder()
                .addSessions(SessionHoldings.newBuilder()
                        .setSession(0x77)
                        .setOwners(2)
                        .setPages(9));
        control.addClaims(Claim.newBuilder().setSession(0x77).setAgoNanos(6 * SECOND));

        AuditReport report = report(round());

        assertThat(report.getFindingsList()).isEmpty();
        assertThat(report.getNotesList())
                .containsExactly("9 pages of owners whose gateway is gone are freed within 12.0 s");
    }

    @Test
    void aGatewayThatWorksWithALifeThatIsOver() {
        other.getNodesBuilder(1).setIncarnation(0x99).clearAudited();

        is(
                report(round()).getFindingsList().stream()
                        .filter(finding -> finding.getKind() == Kind.KIND_INCARNATION)
                        .findFirst()
                        .orElseThrow(),
                Kind.KIND_INCARNATION,
                "node 1",
                "gateway 127.0.0.1:7365 works with life 99, but the coordinator rules life a1");
    }

    @Test
    void aGatewayThatDoesNotKnowOfANode() {
        other.removeNodes(1);

        is(onlyFinding(), Kind.KIND_INCARNATION, "node 1", "works with none, but the coordinator rules life a1");
    }

    @Test
    void anotherLifeThanTheOneThatWasAsked() {
        node0().setIncarnation(0xb0);

        is(onlyFinding(), Kind.KIND_INCARNATION, "node 0", "b0 answers for life a0");
    }

    @Test
    void aLostNodeIsNothingWrong() {
        control.getNodesBuilder(1).setLost(true);
        router.removeNodes(1);
        other.removeNodes(1);

        AuditReport report = report(round());

        assertThat(report.getFindingsList()).isEmpty();
        assertThat(report.getNotesList()).containsExactly("node 1 is lost, and its pages with it");
        assertThat(report.getNodes(1).getLost()).isTrue();
    }

    @Test
    void aNodeThatLivesTwice() {
        control.getNodesBuilder(0).addHosted(0xb0);

        is(onlyFinding(), Kind.KIND_TWO_LIVES, "node 0", "lives as a0 and also as b0");
    }

    @Test
    void aGatewayUnderAnOldEpoch() {
        other.getRouterBuilder().setEpoch(WireTypes.epoch(2, 6));

        is(onlyFinding(), Kind.KIND_EPOCH, "gateway 127.0.0.1:7365", "works under epoch 2.6");
    }

    @Test
    void aNodeUnderAnOldEpoch() {
        node0().setEpoch(WireTypes.epoch(1, 9));

        is(onlyFinding(), Kind.KIND_EPOCH, "node 0", "works under epoch 1.9, but the coordinator rules under 2.7");
    }

    @Test
    void aNodeThatHasPromisedObedienceToAnother() {
        node0().setPromisedTerm(3);

        is(onlyFinding(), Kind.KIND_EPOCH, "node 0 promise", "has promised term 3");
    }

    @Test
    void aNodeWithoutALease() {
        node0().setLeaseNanos(-2 * SECOND);

        is(onlyFinding(), Kind.KIND_LEASE, "node 0", "its lease ran out 2.0 s ago");
    }

    @Test
    void aGatewayWithoutALease() {
        router.getRouterBuilder().setLeaseNanos(-1);

        is(onlyFinding(), Kind.KIND_LEASE, "gateway 127.0.0.1:7355", "its owners may be given up");
    }

    @Test
    void whoDoesNotAnswer() {
        router.getNodesBuilder(1).clearAudited();
        AuditRound round = new AuditRound(Optional.empty(), List.of(router.build()), List.of("127.0.0.1:7365"));

        assertThat(report(round).getFindingsList())
                .allMatch(finding -> finding.getKind() == Kind.KIND_SILENT)
                .extracting(AuditFinding::getWhere)
                .containsExactly("gateway 127.0.0.1:7365", "node 1", "coordinator");
    }

    @Test
    void whatAgreesInOneRoundIsNoFinding() {
        AuditRound clean = round();
        router.getRouterBuilder().setEpoch(WireTypes.epoch(2, 6));
        AuditVerdict verdict = new AuditVerdict();

        verdict.add(round());
        assertThat(verdict.isSettled(Duration.ZERO)).isFalse();
        verdict.add(clean);

        assertThat(verdict.isSettled(Duration.ZERO)).isTrue();
        assertThat(verdict.report(1).getFindingsList()).isEmpty();
        assertThat(verdict.report(1).getRounds()).isEqualTo(2);
    }

    @Test
    void whatNeverAgreesIsSettledAfterSomeRounds() {
        router.getRouterBuilder().setEpoch(WireTypes.epoch(2, 6));
        AuditVerdict verdict = new AuditVerdict();

        for (int round = 0; round < AuditVerdict.MOST_ROUNDS; round++) {
            assertThat(verdict.isSettled(Duration.ZERO)).isFalse();
            verdict.add(round());
        }

        assertThat(verdict.isSettled(Duration.ZERO)).isTrue();
        assertThat(verdict.report(1).getFindingsList()).hasSize(1);
    }

    @Test
    void whoIsSilentIsWaitedForUntilMembershipMustKnow() {
        AuditRound silent = new AuditRound(round().control(), round().routers(), List.of("127.0.0.1:7365"));
        AuditVerdict verdict = new AuditVerdict();
        IntStream.range(0, AuditVerdict.MOST_ROUNDS).forEach(round -> verdict.add(silent));

        assertThat(verdict.isSettled(AuditVerdict.SILENCE.minusMillis(1))).isFalse();
        assertThat(verdict.isSettled(AuditVerdict.SILENCE)).isTrue();
        assertThat(verdict.report(1).getFindingsList())
                .extracting(AuditFinding::getKind)
                .containsExactly(Kind.KIND_SILENT);
    }
}
