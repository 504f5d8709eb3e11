package io.numactor.coordinator.router;

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
    private final long leaseNanos;
    private final SortedMap<Integer, Account> accounts = new TreeMap<>();
    private final List<LostNode> lost = new ArrayList<>();
    private int ilPrev = Interleaving.FRESH;
    private int inFlight;
    private Optional<Runnable> afterLastFlight = Optional.empty();
    private boolean closing;
    private long aliveAt;

    /** Pages that one life of a node has handed out to the owner, less those it has freed. */
    private static final class Account {
        private final long incarnation;
        private long pages;

        Account(long incarnation) {
            this.incarnation = incarnation;
        }
    }

    /** A life of a node that died, and the pages that the owner had of it. */
    record LostNode(int nid, long incarnation, long pages) {}

    /** @param leaseNanos it is closed when nothing is heard of its client for so long; 0: never */
    Owner(long id, long leaseNanos, long now) {
        this.id = id;
        this.leaseNanos = leaseNanos;
        this.aliveAt = now;
    }

    /** Its client has been heard of. */
    void alive(long now) {
        aliveAt = now;
    }

    boolean isAbandoned(long now) {
        return leaseNanos != 0 && !closing && inFlight == 0 && now - aliveAt > leaseNanos;
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

    /** A node is gone: the owner's pages there with it. Whether it had any business with that node. */
    Optional<LostNode> loses(int nid) {
        Optional<LostNode> loss = Optional.ofNullable(accounts.remove(nid))
                .map(account -> new LostNode(nid, account.incarnation, account.pages));
        loss.ifPresent(lost::add);
        return loss;
    }

    /** Losses that the client has not been told of; it is taken to be told now. */
    List<LostNode> takeLosses() {
        List<LostNode> losses = List.copyOf(lost);
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
        aliveAt = now;
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
