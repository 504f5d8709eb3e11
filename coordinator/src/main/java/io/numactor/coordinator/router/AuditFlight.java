package io.numactor.coordinator.router;

import io.numactor.coordinator.router.lane.Flight;
import io.numactor.coordinator.router.lane.Outbox;
import io.numactor.coordinator.router.lane.RoutedMachine;
import io.numactor.wire.AuditNode;
import io.numactor.wire.AuditRouter;
import io.numactor.wire.Mismatch;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeAudited;
import io.numactor.wire.NodeCompared;
import io.numactor.wire.OwnerHoldings;
import io.numactor.wire.RouterAudited;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Compares what this router's owners hold with what the nodes say, while both work.
 *
 * <p>Messages of one pair arrive in order. So when a node's answer is here, all its earlier answers are, and none that it
 * gave later: what the router has booked of that node at this moment is what the node held when it answered. Only owners
 * with an earlier question that is still without an answer, or that is being undone, are left out, and said to be busy.
 */
final class AuditFlight extends Flight {
    private static final long NO_OWNER = 0;
    /** Mismatches named for one node: more of them say nothing more. */
    private static final int MOST_MISMATCHES = 64;

    private final RouterCore router;
    private final AuditRouter asked;
    private final long until;
    private final Consumer<RouterAudited> reply;
    private final SortedMap<Integer, NodeCompared.Builder> nodes = new TreeMap<>();
    private final Map<Integer, Long> numbers = new HashMap<>();
    private final Map<Integer, Long> comparedUpTo = new HashMap<>();
    private final Set<Long> busy = new HashSet<>();
    private long holdings;
    private long pages;
    private boolean over;

    /** @param until nodes that have not answered then are not waited for */
    AuditFlight(RouterCore router, long sequence, AuditRouter asked, long until, Consumer<RouterAudited> reply) {
        super(NO_OWNER, 0, sequence);
        this.router = router;
        this.asked = asked;
        this.until = until;
        this.reply = reply;
    }

    void takeOff() {
        RoutedMachine machine = router.machine();
        for (int nid : machine.possible().ids()) {
            if (!machine.unreachable().contains(nid)) {
                nodes.put(nid, NodeCompared.newBuilder().setNode(nid).setIncarnation(machine.incarnation(nid)));
            }
        }
        for (int nid : Set.copyOf(nodes.keySet())) {
            if (!router.suspects().contains(nid)) {
                send(nid, 0, asked.getFrames());
            }
        }
        landWhenDone();
    }

    private void send(int nid, long afterOwner, boolean frames) {
        comparedUpTo.put(nid, afterOwner);
        long number = router.ask(
                this,
                nid,
                question()
                        .setAudit(AuditNode.newBuilder()
                                .setSession(router.session())
                                .setAfterOwner(afterOwner)
                                .setFrames(frames)),
                Outbox.MAX_WEIGHT);
        numbers.put(nid, number);
    }

    /** Whether it is to be ended with what has come so far. */
    boolean isOverdue(long now) {
        return !over && now - until >= 0;
    }

    @Override
    public void answered(int nid, NodeAnswer answer) {
        NodeCompared.Builder node = nodes.get(nid);
        if (node != null && answer.hasAudited()) {
            NodeAudited audited = answer.getAudited();
            if (!node.hasAudited()) {
                node.setAudited(audited.toBuilder().clearOwners());
            }
            compare(node, audited);
        }
        landWhenDone();
    }

    private void compare(NodeCompared.Builder node, NodeAudited audited) {
        int nid = node.getNode();
        long after = comparedUpTo.getOrDefault(nid, 0L);
        long upTo = audited.getMore()
                ? audited.getOwners(audited.getOwnersCount() - 1).getOwner()
                : -1L;
        Set<Long> unsettled = router.unsettled(nid, numbers.getOrDefault(nid, 0L));
        Set<Long> named = new HashSet<>();
        for (OwnerHoldings held : audited.getOwnersList()) {
            named.add(held.getOwner());
            compare(node, held, unsettled);
        }
        for (Owner owner : router.owners().all()) {
            boolean due = Long.compareUnsigned(owner.id(), after) > 0 && Long.compareUnsigned(owner.id(), upTo) <= 0;
            if (due && !named.contains(owner.id()) && owner.pages(nid, node.getIncarnation()) != 0) {
                compare(node, OwnerHoldings.newBuilder().setOwner(owner.id()).build(), unsettled);
            }
        }
        if (audited.getMore()) {
            send(nid, upTo, false);
        }
    }

    private void compare(NodeCompared.Builder node, OwnerHoldings held, Set<Long> unsettled) {
        boolean unknown = router.owners().find(held.getOwner()).isEmpty();
        long booked = router.owners()
                .find(held.getOwner())
                .map(owner -> owner.pages(node.getNode(), node.getIncarnation()))
                .orElse(0L);
        if (unsettled.contains(held.getOwner())) {
            busy.add(held.getOwner());
            return;
        }
        holdings++;
        pages += held.getPages();
        if (booked != held.getPages() + held.getReclaimed() && node.getMismatchesCount() < MOST_MISMATCHES) {
            node.addMismatches(Mismatch.newBuilder()
                    .setOwner(held.getOwner())
                    .setRouterPages(booked)
                    .setNodePages(held.getPages())
                    .setReclaimed(held.getReclaimed())
                    .setUnknown(unknown));
        }
    }

    @Override
    public void lost(int nid) {
        nodes.remove(nid);
        landWhenDone();
    }

    @Override
    public void strand() {
        land();
    }

    private void landWhenDone() {
        if (openQuestions().isEmpty()) {
            land();
        }
    }

    /** Answers with what has come. */
    void land() {
        if (over) {
            return;
        }
        over = true;
        openQuestions().forEach(router::forget);
        router.landed(this);
        RouterAudited.Builder audited = RouterAudited.newBuilder().setRound(asked.getRound());
        audited.getRouterBuilder()
                .setSession(router.session())
                .setEpoch(router.epoch())
                .setLeaseNanos(router.leaseLeft())
                .setOwners(router.owners().size())
                .setHoldings(holdings)
                .setPages(pages)
                .setBusyOwners(busy.size());
        nodes.values().forEach(audited::addNodes);
        reply.accept(audited.build());
    }
}
