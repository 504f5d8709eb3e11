package io.numactor.node;

import io.numactor.api.v1.AuditedNode;
import io.numactor.api.v1.AuditedZone;
import io.numactor.mm.node.NodeSnapshot;
import io.numactor.mm.node.OwnerPages;
import io.numactor.mm.node.PgData;
import io.numactor.mm.zone.ZoneSnapshot;
import io.numactor.proto.WireTypes;
import io.numactor.wire.AuditNode;
import io.numactor.wire.NodeAudited;
import io.numactor.wire.OwnerHoldings;
import io.numactor.wire.SessionHoldings;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;

/** What a node has to say in an audit. */
final class NodeAudits {
    /** Owners in one answer, so that it fits a frame: each takes up to 25 bytes. */
    static final int MOST_OWNERS = 4096;

    private NodeAudits() {}

    /**
     * Answers what was asked.
     *
     * @param home session of the router that has an owner
     * @param node who it is, and under which epoch, term and lease it works
     */
    static NodeAudited of(PgData pgdat, LongUnaryOperator home, AuditNode asked, AuditedNode.Builder node) {
        addPages(pgdat.snapshot(), node);
        if (asked.getFrames()) {
            node.setFrames(frames(pgdat));
        }
        NodeAudited.Builder audited = NodeAudited.newBuilder().setNode(node);
        List<OwnerPages> owners = pgdat.ownerPages();
        sessions(owners, home).values().forEach(audited::addSessions);
        List<OwnerHoldings> asWanted = owners.stream()
                .filter(owner -> home.applyAsLong(owner.owner()) == asked.getSession())
                .filter(owner -> Long.compareUnsigned(owner.owner(), asked.getAfterOwner()) > 0)
                .limit(MOST_OWNERS + 1L)
                .map(NodeAudits::holdings)
                .toList();
        boolean more = asWanted.size() > MOST_OWNERS;
        return audited.addAllOwners(more ? asWanted.subList(0, MOST_OWNERS) : asWanted)
                .setMore(more)
                .build();
    }

    private static void addPages(NodeSnapshot snapshot, AuditedNode.Builder node) {
        snapshot.zones().stream().filter(zone -> zone.present() > 0).forEach(zone -> node.addZones(zone(zone)));
        node.setOwners(snapshot.owners())
                .setOwnedPages(snapshot.ownedPages())
                .setMisses(snapshot.numa().miss())
                .setForeigns(snapshot.foreign().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }

    private static AuditedZone zone(ZoneSnapshot zone) {
        return AuditedZone.newBuilder()
                .setZone(WireTypes.zone(zone.zone().type()))
                .setPresent(zone.present())
                .setFree(zone.free())
                .setPagesets(zone.pagesetPages())
                .setAllocated(zone.allocated())
                .setReserved(zone.reserved())
                .build();
    }

    /** Why the frames do not agree with lists and counters; empty: they do. */
    private static String frames(PgData pgdat) {
        try {
            pgdat.validate();
            return "";
        } catch (IllegalStateException broken) {
            return String.valueOf(broken.getMessage());
        }
    }

    private static SortedMap<Long, SessionHoldings> sessions(List<OwnerPages> owners, LongUnaryOperator home) {
        SortedMap<Long, SessionHoldings> sessions = new TreeMap<>();
        for (OwnerPages owner : owners) {
            if (owner.held() > 0) {
                long session = home.applyAsLong(owner.owner());
                sessions.merge(session, holdings(session, 1, owner.held()), NodeAudits::sum);
            }
        }
        return sessions;
    }

    private static SessionHoldings sum(SessionHoldings one, SessionHoldings other) {
        return holdings(one.getSession(), one.getOwners() + other.getOwners(), one.getPages() + other.getPages());
    }

    private static SessionHoldings holdings(long session, long owners, long pages) {
        return SessionHoldings.newBuilder()
                .setSession(session)
                .setOwners(owners)
                .setPages(pages)
                .build();
    }

    private static OwnerHoldings holdings(OwnerPages owner) {
        return OwnerHoldings.newBuilder()
                .setOwner(owner.owner())
                .setPages(owner.held())
                .setReclaimed(owner.reclaimed())
                .build();
    }
}
