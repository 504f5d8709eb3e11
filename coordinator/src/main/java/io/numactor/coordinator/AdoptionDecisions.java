package io.numactor.coordinator;

import io.numactor.coordinator.boot.Roster;
import io.numactor.proto.AdoptionTokens;
import io.numactor.wire.AdoptionAsk;
import io.numactor.wire.AdoptionVerdict;
import io.numactor.wire.RouterHello;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * Decides which router goes on with an owner whose own is gone: that is when the cluster has removed its JVM, or its lease
 * is over by the rule by which its owners would be freed.
 *
 * <p>What it granted itself it remembers. What an earlier coordinator granted the nodes know, or else never will: they take
 * no token of a term lower than they have promised. So it decides only by what nodes have said under its own term.
 */
final class AdoptionDecisions {
    private final Roster roster;
    private final LongPredicate isMember;
    private final Map<Long, Long> granted = new HashMap<>();
    private long count;

    AdoptionDecisions(Roster roster, LongPredicate isMember) {
        this.roster = roster;
        this.isMember = isMember;
    }

    List<AdoptionVerdict> decide(RouterHello hello, Leases leases, long term, long now) {
        return hello.getAdoptionsList().stream()
                .map(ask -> decide(ask, hello.getSession(), leases, term, now)
                        .setOwner(ask.getOwner())
                        .build())
                .toList();
    }

    private AdoptionVerdict.Builder decide(AdoptionAsk ask, long session, Leases leases, long term, long now) {
        AdoptionVerdict.Builder verdict = AdoptionVerdict.newBuilder();
        if (ask.getTerm() < term) {
            return verdict.setAskNodes(true);
        }
        for (long home : homes(ask, session)) {
            long left = mayServeFor(home, leases);
            if (left >= 0 && leases.hasClaimed(home, ask.getWaitedNanos(), now)) {
                return verdict.setHeldBy(roster.gateway(home).orElse("session " + Long.toHexString(home)));
            }
            verdict.setWaitNanos(Math.max(verdict.getWaitNanos(), left + 1));
        }
        return verdict.getWaitNanos() > 0 ? verdict : verdict.setToken(grant(ask.getOwner(), session, term));
    }

    private Set<Long> homes(AdoptionAsk ask, long session) {
        Set<Long> homes = new TreeSet<>(ask.getHomesList());
        if (granted.containsKey(ask.getOwner())) {
            homes.add(granted.get(ask.getOwner()));
        }
        homes.remove(session);
        return homes;
    }

    /** Below 0: it serves no more. */
    private long mayServeFor(long session, Leases leases) {
        return roster.isRouterGone(session, isMember) ? -1 : leases.mayServeFor(session, roster.present());
    }

    private long grant(long owner, long session, long term) {
        granted.put(owner, session);
        return AdoptionTokens.of(term, ++count);
    }
}
