package io.numactor.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.numactor.api.v1.AuditedZone;
import io.numactor.proto.OwnerIds;
import io.numactor.wire.AuditNode;
import io.numactor.wire.NodeAudited;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.OwnerHoldings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node says of itself in an audit. */
final class NodeAuditsTest extends NodeFixture {
    @BeforeEach
    void start() {
        boot();
    }

    private NodeAudited audit(AuditNode.Builder asked) {
        return ask(NodeRequest.newBuilder().setAudit(asked)).getAudited();
    }

    private void give(long owner, int pages) {
        core.handle(work().addRequests(NodeRequest.newBuilder()
                        .setOwner(owner)
                        .setNumber(++number)
                        .setTryZones(pages(pages)))
                .build());
    }

    @Test
    void everyPageIsFreeInAPagesetAllocatedOrReserved() {
        give(OWNER, 100);

        NodeAudited audited = audit(AuditNode.newBuilder().setFrames(true));

        AuditedZone zone = audited.getNode().getZones(0);
        assertThat(zone.getPresent()).isEqualTo(PAGES);
        assertThat(zone.getAllocated()).isEqualTo(100);
        assertThat(zone.getFree() + zone.getPagesets() + 100 + zone.getReserved())
                .isEqualTo(PAGES);
        assertThat(audited.getNode().getFrames()).isEmpty();
        assertThat(audited.getNode().getOwnedPages()).isEqualTo(100);
    }

    @Test
    void namesTheOwnersOfOneRouterAndTheSessionsOfAll() {
        give(OwnerIds.of(5, 1), 3);
        give(OwnerIds.of(5, 2), 4);
        give(OwnerIds.of(6, 1), 5);

        NodeAudited audited = audit(AuditNode.newBuilder().setSession(5));

        assertThat(audited.getOwnersList())
                .extracting(OwnerHoldings::getOwner)
                .containsExactly(OwnerIds.of(5, 1), OwnerIds.of(5, 2));
        assertThat(audited.getOwners(1).getPages()).isEqualTo(4);
        assertThat(audited.getSessionsList()).hasSize(2);
        assertThat(audited.getSessions(0).getPages()).isEqualTo(7);
        assertThat(audited.getSessions(1).getOwners()).isEqualTo(1);
    }

    @Test
    void namesThemInParts() {
        for (int owner = 1; owner <= NodeAudits.MOST_OWNERS + 1; owner++) {
            give(OwnerIds.of(5, owner), 1);
        }

        NodeAudited first = audit(AuditNode.newBuilder().setSession(5));
        long last = first.getOwners(NodeAudits.MOST_OWNERS - 1).getOwner();
        NodeAudited second = audit(AuditNode.newBuilder().setSession(5).setAfterOwner(last));

        assertThat(first.getMore()).isTrue();
        assertThat(second.getMore()).isFalse();
        assertThat(second.getOwnersList())
                .extracting(OwnerHoldings::getOwner)
                .containsExactly(OwnerIds.of(5, NodeAudits.MOST_OWNERS + 1));
    }
}
