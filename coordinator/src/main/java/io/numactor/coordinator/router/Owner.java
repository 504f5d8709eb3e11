package io.numactor.coordinator.router;

import io.numactor.api.v1.LostPages;
import io.numactor.mm.policy.Interleaving;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** An emulated process as its home router knows it. */
final class Owner {
    private final long id;
    private Lease lease;
    private final SortedMap<Integer, Account> accounts = new TreeMap<>();
    private final List<LostNode> lost = new ArrayList<>(0);
    private int ilPrev = Interleaving.FRESH;
    private int inFlight;
    private Optional<Runnable> afterLastFlight = Optional.empty();
    private boolean closing;
    private long token;
    private boolean arriving;
    private final List<OwnerWatcher> watchers = new ArrayList<>(0);

    /** Pages that one life of a node has handed out to the owner, less those it has freed. */
    private static final class Account {
        private final long incarnation;
        private long pages;

        Account(long incarnation) {
            this.incarnation = incarnation;
        }
    }

    /** A life of a node that died, and the pages that the owner had of it. */
    record LostNode(int nid, long incarnation, long pages) {
        LostPages message() {
            return LostPages.newBuilder()
                    .setNode(nid)
                    .setIncarnation(incarnation)
                    .setPages(pages)
                    .build();
        }
    }

    Owner(long id, Lease lease) {
        this.id = id;
        this.lease = lease;
    }

    /** An owner that is being adopted from a router that is gone. */
    static Owner arriving(long id, Lease lease) {
        Owner owner = new Owner(id, lease);
        owner.arriving = true;
        return owner;
    }

    /** By which adoption it is here; 0: it was opened here. */
    long token() {
        return token;
    }

    void token(long granted) {
        token = granted;
    }

    /** Whether its adoption is not over: nobody may use it yet. */
    boolean isArriving() {
        return arriving;
    }

    /** All nodes have it as this router's. What it lost before nobody was told to have. */
    void arrives() {
        arriving = false;
        lost.clear();
    }

    Lease lease() {
        return lease;
    }

    void lease(Lease next) {
        lease = next;
    }

    boolean isAbandoned(long now) {
        return !closing && inFlight == 0 && lease.isOver(now);
    }

    long id() {
        return id;
    }

    /** The task's interleave state. */
    int ilPrev() {
        return ilPrev;
    }

    void ilPrev(int next) {
        ilPrev = next;
    }

    /** Remembers the life of a node that may hold pages of this owner. */
    void usesNode(int nid, long incarnation) {
        Account known = accounts.get(nid);
        if (known == null || known.incarnation != incarnation) {
            accounts.put(nid, new Account(incarnation));
        }
    }

    Set<Integer> nodes() {
        return accounts.keySet();
    }

    /** The node has said that it handed out pages to the owner, or (negative) freed some. */
    void books(int nid, long pages) {
        Account account = accounts.get(nid);
        if (account != null) {
            account.pages += pages;
        }
    }

    /** Pages that this life of the node has handed out and not freed, as far as it has said so. */
    long pages(int nid, long incarnation) {
        Account account = accounts.get(nid);
        return account == null || account.incarnation != incarnation ? 0 : account.pages;
    }

    /** Pages that it holds, as far as the nodes have said so. */
    long pages() {
        return accounts.values().stream().mapToLong(account -> account.pages).sum();
    }

    /** A node is gone: the owner's pages there with it. Whether it had any business with that node. */
    Optional<LostNode> loses(int nid) {
        Optional<LostNode> loss = Optional.ofNullable(accounts.remove(nid))
                .map(account -> new LostNode(nid, account.incarnation, account.pages));
        loss.filter(some -> some.pages() > 0).ifPresent(lost::add);
        tellWatchers();
        return loss;
    }

    /** From now on it is told what the owner loses, and at once what the owner was not told of. */
    void watch(OwnerWatcher watcher) {
        watchers.add(watcher);
        tellWatchers();
    }

    /** Whether it had watched until now. */
    boolean unwatch(OwnerWatcher watcher) {
        return watchers.remove(watcher);
    }

    private void tellWatchers() {
        if (!watchers.isEmpty()) {
            takeLosses().forEach(loss -> watchers.forEach(watcher -> watcher.lost(loss)));
        }
    }

    /** The owner is no more; how many watched it. */
    int ends(String why) {
        int told = watchers.size();
        watchers.forEach(watcher -> watcher.ended(why));
        watchers.clear();
        return told;
    }

    /** Losses that the client has not been told of; it is taken to be told now. */
    List<LostPages> takeLosses() {
        if (lost.isEmpty()) {
            return List.of();
        }
        List<LostPages> losses = lost.stream().map(LostNode::message).toList();
        lost.clear();
        return losses;
    }

    boolean isClosing() {
        return closing;
    }

    void takesOff() {
        inFlight++;
    }

    void lands(long now) {
        inFlight--;
        lease.renew(now);
        if (inFlight == 0) {
            afterLastFlight.ifPresent(Runnable::run);
        }
    }

    /** Takes no new requests; runs {@code action} once those in flight are answered. */
    void close(Runnable action) {
        closing = true;
        if (inFlight == 0) {
            action.run();
        } else {
            afterLastFlight = Optional.of(action);
        }
    }
}
