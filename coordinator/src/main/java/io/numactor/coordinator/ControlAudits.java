package io.numactor.coordinator;

import io.numactor.coordinator.boot.BootConductor;
import io.numactor.wire.Claim;
import io.numactor.wire.ControlAudited;
import io.numactor.wire.Offer;
import io.numactor.wire.RuledNode;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the coordinator has to say in an audit. */
final class ControlAudits {
    private ControlAudits() {}

    /** @param offers what JVMs last said they host */
    static ControlAudited of(
            boolean ruling,
            BootConductor conductor,
            Leases leases,
            Collection<Offer> offers,
            Collection<String> routers,
            long now) {
        ControlAudited.Builder audited = ControlAudited.newBuilder()
                .setRuling(ruling)
                .addAllRouterRefs(routers)
                .setRunning(conductor.running())
                .setEpoch(conductor.epoch())
                .setAbandonedAfterNanos(leases.abandonedAfter());
        leases.eachClaim(
                now,
                (session, ago) ->
                        audited.addClaims(Claim.newBuilder().setSession(session).setAgoNanos(ago)));
        nodes(conductor, offers).values().forEach(audited::addNodes);
        return audited.build();
    }

    private static SortedMap<Integer, RuledNode.Builder> nodes(BootConductor conductor, Collection<Offer> offers) {
        SortedMap<Integer, RuledNode.Builder> nodes = new TreeMap<>();
        for (int nid : conductor.roster().hostedNodes()) {
            nodes.put(
                    nid,
                    RuledNode.newBuilder()
                            .setNode(nid)
                            .setIncarnation(conductor.roster().hosting(nid).incarnation())
                            .setLost(conductor.roster().isLost(nid)));
        }
        offers.stream().flatMap(offer -> offer.getHostedList().stream()).forEach(hosted -> {
            RuledNode.Builder node = nodes.get(hosted.getNode());
            if (node != null) {
                node.addHosted(hosted.getIncarnation());
            }
        });
        return nodes;
    }
}
