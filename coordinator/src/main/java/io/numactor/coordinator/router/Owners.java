package io.numactor.coordinator.router;

import io.grpc.Status;
import io.numactor.proto.OwnerIds;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * The owners that are open on a router, and the clients that keep them alive. An owner has a lease of its own, or shares
 * that of the client it was opened for; it is closed when nothing was heard within the lease.
 */
public final class Owners {
    private static final int MAX_OWNERS = 65_536;
    /** Each may be a connection of its own: fewer than a gateway takes, so that there is room for requests. */
    private static final int MAX_WATCHERS = 512;

    private static final int MAX_OWNER_NAME = 64;
    private static final Duration LONGEST_LEASE = Duration.ofDays(1);
    private static final String SILENT = "nothing was heard of its client for too long";
    private static final String TAKEN = "it was adopted by another gateway";
    private static final String STRANDED = "this gateway was cut off from the machine for too long";

    private final RouterCore router;
    private final RouterListener listener;
    private final Map<Long, Owner> owners = new HashMap<>();
    private final Map<Long, Client> clients = new HashMap<>();
    private long last;
    private int watching;

    /** Who opened owners, and keeps them alive together. */
    private record Client(Lease lease, Set<Long> owners) {}

    Owners(RouterCore router, RouterListener listener) {
        this.router = router;
        this.listener = listener;
    }

    private static <T> void checkRoom(Map<Long, T> taken, String what) throws Refusal {
        if (taken.size() >= MAX_OWNERS) {
            throw new Refusal(
                    Status.Code.RESOURCE_EXHAUSTED, "there are " + MAX_OWNERS + " " + what + " already; close some");
        }
    }

    /**
     * A client that keeps owners alive together.
     *
     * @param leaseNanos its owners are closed when nothing is heard of it for so long
     * @return its id
     */
    public long openClient(long leaseNanos) throws Refusal {
        RequestReader.checkRunning(router.machine());
        if (leaseNanos > LONGEST_LEASE.toNanos()) {
            throw Refusal.invalid("lease_seconds: longer than " + LONGEST_LEASE.toSeconds());
        }
        checkRoom(clients, "clients");
        long id = OwnerIds.of(router.session(), ++last);
        clients.put(id, new Client(new Lease(leaseNanos, router.nanoTime()), new HashSet<>()));
        return id;
    }

    /**
     * Opens an owner.
     *
     * @param leaseNanos it is closed when nothing is heard of its client for so long; 0: never
     * @return its id
     */
    public long open(String name, long leaseNanos) throws Refusal {
        return open(name, new Lease(leaseNanos, router.nanoTime()));
    }

    /** Opens an owner that lives as long as its client. */
    public long openFor(String name, long client) throws Refusal {
        Client keeper = client(client);
        long id = open(name, keeper.lease());
        keeper.owners().add(id);
        return id;
    }

    private long open(String name, Lease lease) throws Refusal {
        RequestReader.checkRunning(router.machine());
        if (name.length() > MAX_OWNER_NAME) {
            throw Refusal.invalid("name: longer than " + MAX_OWNER_NAME + " characters");
        }
        checkRoom(owners, "owners");
        long id = OwnerIds.of(router.session(), ++last);
        owners.put(id, new Owner(id, lease));
        lease.renew(router.nanoTime());
        return id;
    }

    /**
     * Goes on with an owner whose router is gone. The answer is how many pages it holds.
     *
     * @param leaseNanos it is closed when nothing is heard of its client for so long; 0: never
     * @param client the client whose lease it shares instead; 0: none
     */
    public void adopt(long id, long leaseNanos, long client, GatewayCommand.Reply<Long> reply) throws Refusal {
        RequestReader.checkRunning(router.machine());
        Lease lease = client == 0
                ? new Lease(leaseNanos, router.nanoTime())
                : client(client).lease();
        Owner here = owners.get(id);
        if (here != null && !here.isArriving() && !here.isClosing()) {
            here.lease(lease);
            keep(id, client);
            reply.accept(use(id).pages());
            return;
        }
        boolean wasHere = here == null ? OwnerIds.session(id) == router.session() : here.isClosing();
        if (wasHere || OwnerIds.session(id) == 0) {
            throw unknown(id);
        }
        checkRoom(owners, "owners");
        router.adoptions().adopt(id, lease, client, reply);
    }

    /** An adoption was granted: the owner is this router's, and comes as the nodes confirm it. */
    Owner arriving(long id, Lease lease) {
        return owners.computeIfAbsent(id, owner -> Owner.arriving(id, lease));
    }

    /** The owner is this client's now and no other's, if that is known. */
    void keep(long id, long client) {
        clients.values().forEach(other -> other.owners().remove(id));
        Client keeper = clients.get(client);
        if (keeper != null) {
            keeper.owners().add(id);
        }
    }

    /** Another router has adopted the owner. */
    void taken(long id) {
        find(id).filter(owner -> !owner.isArriving()).ifPresent(owner -> {
            owners.remove(id);
            tellLost(List.of(owner), TAKEN);
            end(owner, TAKEN);
        });
    }

    /** What an owner held that was being adopted was freed, in part or all: the rest is freed, too. */
    void failed(Owner owner) {
        close(owner, 0, "nobody adopted it in time", pages -> {});
    }

    private static Refusal unknown(long id) {
        return new Refusal(
                Status.Code.NOT_FOUND,
                "owner: no owner " + Long.toUnsignedString(id)
                        + " is open on this gateway; open one first, or adopt it when its gateway has died");
    }

    private Client client(long id) throws Refusal {
        Client client = clients.get(id);
        if (client == null) {
            throw new Refusal(
                    Status.Code.NOT_FOUND,
                    "client: no client " + Long.toUnsignedString(id) + " is open on this gateway; open one first");
        }
        client.lease().renew(router.nanoTime());
        return client;
    }

    /** An owner that its client may use, and does now. */
    Owner use(long id) throws Refusal {
        Owner owner = owners.get(id);
        if (owner == null || owner.isClosing()) {
            throw unknown(id);
        }
        if (owner.isArriving()) {
            throw new Refusal(
                    Status.Code.UNAVAILABLE, "owner: its adoption is under way; adopt it again to wait for it");
        }
        owner.lease().renew(router.nanoTime());
        return owner;
    }

    /** This owner, or this client with all its owners, lives. */
    public void keepAlive(long id) throws Refusal {
        lease(id);
    }

    private Lease lease(long id) throws Refusal {
        return owners.containsKey(id) ? use(id).lease() : client(id).lease();
    }

    /** A stream of this client, or owner, is open: it lives until the stream ends. */
    public Hold hold(long id) throws Refusal {
        Lease lease = lease(id);
        lease.hold();
        return () -> lease.release(router.nanoTime());
    }

    /** Ends a hold; once. */
    public interface Hold {
        void release();
    }

    /** The watcher is told what the owner loses; whoever watches lives. */
    public Hold watch(long id, OwnerWatcher watcher) throws Refusal {
        Owner owner = use(id);
        if (watching >= MAX_WATCHERS) {
            throw new Refusal(
                    Status.Code.RESOURCE_EXHAUSTED,
                    MAX_WATCHERS + " watch owners of this gateway already; losses are told in answers, too");
        }
        watching++;
        owner.watch(watcher);
        Lease lease = owner.lease();
        lease.hold();
        return () -> {
            watching -= owner.unwatch(watcher) ? 1 : 0;
            lease.release(router.nanoTime());
        };
    }

    private void end(Owner owner, String why) {
        watching -= owner.ends(why);
    }

    /** Closes an owner once its requests in flight are answered; then says how many pages it still held. */
    public void close(long id, int cpu, LongConsumer reply) throws Refusal {
        router.board();
        RequestReader.checkRunning(router.machine());
        close(use(id), new RequestReader(router.machine()).freeingCpu(cpu), "it was closed", reply);
    }

    /** Closes a client and all its owners; then says how many pages these still held. */
    public void closeClient(long id, int cpu, LongConsumer reply) throws Refusal {
        router.board();
        RequestReader.checkRunning(router.machine());
        int freeingCpu = new RequestReader(router.machine()).freeingCpu(cpu);
        List<Owner> open = client(id).owners().stream()
                .flatMap(owner -> find(owner).stream())
                .filter(owner -> !owner.isClosing())
                .toList();
        clients.remove(id);
        Countdown total = new Countdown(open.size(), reply);
        open.forEach(owner -> close(owner, freeingCpu, "its client was closed", total::add));
    }

    private void close(Owner owner, int freeingCpu, String why, LongConsumer reply) {
        owner.close(() -> {
            CloseFlight flight = new CloseFlight(router, owner, router.nextSequence(), reply);
            owners.remove(owner.id());
            end(owner, why);
            flight.takeOff(router.machine(), owner, freeingCpu);
        });
    }

    /** Closes owners whose clients say nothing any more. */
    void closeAbandoned(long now) {
        router.board();
        List<Owner> abandoned =
                owners.values().stream().filter(one -> one.isAbandoned(now)).toList();
        tellLost(abandoned, SILENT);
        abandoned.forEach(owner -> close(owner, 0, SILENT, pages -> {}));
        clients.values().forEach(client -> client.owners().retainAll(owners.keySet()));
        clients.values()
                .removeIf(client -> client.owners().isEmpty() && client.lease().isOver(now));
    }

    Optional<Owner> find(long id) {
        return Optional.ofNullable(owners.get(id));
    }

    Collection<Owner> all() {
        return owners.values();
    }

    /** A node is gone with all that it held. */
    void lose(int nid) {
        Map<Long, Map<Long, Long>> pagesByLife = new TreeMap<>();
        for (Owner owner : owners.values()) {
            owner.loses(nid)
                    .ifPresent(loss -> pagesByLife
                            .computeIfAbsent(loss.incarnation(), life -> new HashMap<>())
                            .put(owner.id(), loss.pages()));
        }
        pagesByLife.forEach((incarnation, pages) -> listener.pagesLost(nid, incarnation, pages));
    }

    private void tellLost(List<Owner> lost, String why) {
        if (!lost.isEmpty()) {
            listener.ownersLost(lost.stream().map(Owner::id).toList(), why);
        }
    }

    /** All owners are lost. */
    void loseAll() {
        List<Owner> lost = List.copyOf(owners.values());
        owners.clear();
        clients.clear();
        tellLost(lost, STRANDED);
        lost.forEach(owner -> end(owner, STRANDED));
    }

    int size() {
        return owners.size();
    }
}
