package io.numactor.coordinator;

import io.numactor.proto.Timing;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What a ruling coordinator has lent, and until when: to nodes the right to serve, to routers their owners.
 *
 * <p>It lends only while a majority of the nodes obeys it. Whoever rules next has the promise of a majority, so this
 * one's last loan is made at most one lease after that promise, and has run out after two.
 */
final class Leases {
    private final Timing timing;
    private final long since;
    private final long inherited;
    private final Map<Integer, Long> obeyedAt = new HashMap<>();
    private final Map<Integer, Long> nodeClocks = new HashMap<>();
    private final Map<Integer, Long> lentAt = new HashMap<>();
    private final Map<Long, Long> claimedAt = new HashMap<>();
    private final Set<Long> holding = new HashSet<>();

    private Leases(Timing timing, long since, long inherited) {
        this.timing = timing;
        this.since = since;
        this.inherited = inherited;
    }

    /** Of the machine's first coordinator. */
    static Leases first(Timing timing, long now) {
        return new Leases(timing, now, now);
    }

    /**
     * Of a later one: the coordinator before may lend for one lease more.
     *
     * @param promisedSince a majority has promised, not before that time
     */
    static Leases takenOver(Timing timing, long promisedSince, long now) {
        return new Leases(timing, promisedSince, now + timing.leaseNanos());
    }

    /** A node has told its clock. */
    void nodeClock(int nid, long nodeClock) {
        nodeClocks.put(nid, nodeClock);
    }

    /** A node has obeyed an order that was sent at that time. */
    void obeyed(int nid, long orderSentAt) {
        obeyedAt.merge(nid, orderSentAt, Math::max);
    }

    /** A node is gone, or begins another life. */
    void forget(int nid) {
        nodeClocks.remove(nid);
        obeyedAt.remove(nid);
    }

    /** Whether a majority of these nodes has obeyed within the time of a lease. */
    boolean hasMajority(Collection<Integer> nodes, long now) {
        return now - majorityObeyedAt(nodes) <= timing.leaseNanos();
    }

    /** Until then nobody else can have ruled: a majority of these nodes obeyed an order sent at that time. */
    private long majorityObeyedAt(Collection<Integer> nodes) {
        return nodes.stream()
                .map(nid -> obeyedAt.getOrDefault(nid, since))
                .sorted(Comparator.reverseOrder())
                .skip(nodes.size() / 2)
                .findFirst()
                .orElse(since);
    }

    /** Lends to a node: the clock it has told, from which the lease runs; 0 when it has told none. */
    long lend(int nid, long now) {
        lentAt.put(nid, now);
        return nodeClocks.getOrDefault(nid, 0L);
    }

    /** Whether no earlier life of the node can still be serving. */
    boolean mayReuse(int nid, long now) {
        return now - Math.max(lentAt.getOrDefault(nid, since), inherited) > timing.leaseNanos();
    }

    /** A router has claimed its owners, and is told that it has them. */
    void claimed(long session, long now) {
        claimedAt.put(session, now);
    }

    /** A node holds pages for these routers' owners; a router that is new may not have claimed them yet. */
    void holds(Collection<Long> sessions, long now) {
        holding.addAll(sessions);
        sessions.forEach(session -> claimedAt.putIfAbsent(session, now));
    }

    /**
     * Routers whose owners hold pages, and whose claims had run out while nobody else can have ruled and lent to them:
     * with a margin for what is still on its way from them to their clients. They are forgotten.
     */
    List<Long> takeAbandoned(Collection<Integer> nodes) {
        long margin = abandonedAfter();
        long ruledAt = majorityObeyedAt(nodes);
        List<Long> abandoned = holding.stream()
                .filter(session -> ruledAt - Math.max(claimedAt.getOrDefault(session, ruledAt), inherited) > margin)
                .toList();
        abandoned.forEach(claimedAt::remove);
        holding.clear();
        return abandoned;
    }

    /** For so long at most a router may still be serving that has not claimed its owners any more, nanoseconds; below 0: it is not. */
    long mayServeFor(long session, Collection<Integer> nodes) {
        long heard = Math.max(claimedAt.getOrDefault(session, since), inherited);
        return heard + overAfter() - majorityObeyedAt(nodes);
    }

    /** Whether the router has claimed its owners within this time. */
    boolean hasClaimed(long session, long within, long now) {
        return claimedAt.containsKey(session) && now - claimedAt.get(session) <= within;
    }

    private long overAfter() {
        return timing.leaseNanos() + timing.leaseNanos() / 4;
    }

    /**
     * After so long without a claim a router's owners are given up, nanoseconds: clients have the time of a lease to adopt
     * those of a router that is gone.
     */
    long abandonedAfter() {
        return overAfter() + timing.leaseNanos();
    }

    /** How long ago each router last claimed its owners, or was first heard of. */
    void eachClaim(long now, BiConsumer<Long, Long> action) {
        claimedAt.forEach((session, at) -> action.accept(session, now - at));
    }
}
