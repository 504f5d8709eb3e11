package io.numactor.coordinator.router;

import io.grpc.Status;
import io.numactor.coordinator.router.lane.RoutedMachine;
import io.numactor.wire.Adopt;
import io.numactor.wire.Adopted;
import io.numactor.wire.AdoptionAsk;
import io.numactor.wire.AdoptionVerdict;
import io.numactor.wire.NodeAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Takes an owner over from a router that is gone: asks all nodes who has it, then the coordinator, who decides, whether it
 * may; then tells all nodes. A node that has been told does nothing any more that the router before it asks for. When a node
 * cannot be told because a later coordinator rules, all begins anew.
 */
final class AdoptFlight extends FanOutFlight {
    private final RouterCore router;
    private final long id;
    private Lease lease;
    private long client;
    private final long since;
    private final List<GatewayCommand.Reply<Long>> replies = new ArrayList<>(1);
    private final SortedSet<Long> homes = new TreeSet<>();
    private Stage stage = Stage.ASKING_NODES;
    private Optional<Owner> owner = Optional.empty();
    private long term;
    private long token;

    /** The latest adoption that a node has told of, or that was granted. */
    private long latest;

    private boolean freed;
    private boolean refused;
    private long waitNanos;

    private enum Stage {
        ASKING_NODES,
        ASKING_COORDINATOR,
        TAKING,
        OVER
    }

    AdoptFlight(RouterCore router, long id, Lease lease, long sequence) {
        super(router, id, 0, sequence);
        this.router = router;
        this.id = id;
        this.lease = lease;
        lease.hold();
        this.since = router.nanoTime();
    }

    /**
     * Somebody wants it, and lives as long as it takes; whoever is the last has the owner.
     *
     * @param keeper the client whose lease it shares; 0: none
     */
    void wanted(Lease newest, long keeper, GatewayCommand.Reply<Long> reply) {
        newest.hold();
        lease.release(router.nanoTime());
        lease = newest;
        client = keeper;
        owner.ifPresent(coming -> coming.lease(newest));
        replies.add(reply);
    }

    /** An owner whose adoption was granted before, and took too long, goes on arriving. */
    void takeOff() {
        router.owners().find(id).ifPresent(this::hold);
        askNodes();
    }

    private void askNodes() {
        stage = Stage.ASKING_NODES;
        homes.clear();
        freed = false;
        term = Long.MAX_VALUE;
        askAll(0);
    }

    private void askAll(long withToken) {
        RoutedMachine machine = router.machine();
        for (int nid : machine.possible().ids()) {
            if (!machine.unreachable().contains(nid)) {
                owner.ifPresent(coming -> coming.usesNode(nid, machine.incarnation(nid)));
                send(nid, question().setToken(withToken).setAdopt(Adopt.getDefaultInstance()), 1);
            }
        }
        allSent();
    }

    /** What to ask the coordinator, when it is its turn. */
    Optional<AdoptionAsk> ask() {
        return stage != Stage.ASKING_COORDINATOR
                ? Optional.empty()
                : Optional.of(AdoptionAsk.newBuilder()
                        .setOwner(id)
                        .addAllHomes(homes)
                        .setTerm(term)
                        .setWaitedNanos(router.nanoTime() - since)
                        .build());
    }

    /** The coordinator has decided. */
    void decided(AdoptionVerdict verdict) {
        if (stage != Stage.ASKING_COORDINATOR) {
            return;
        }
        waitNanos = verdict.getWaitNanos();
        if (Long.compareUnsigned(verdict.getToken(), latest) > 0) {
            begin(verdict.getToken());
        } else if (verdict.getAskNodes()) {
            askNodes();
        } else if (!verdict.getHeldBy().isEmpty()) {
            end(Status.FAILED_PRECONDITION.withDescription(
                    name() + " lives on gateway " + verdict.getHeldBy() + ", which has it; ask there"));
        }
    }

    private void begin(long granted) {
        stage = Stage.TAKING;
        waitNanos = 0;
        token = granted;
        latest = granted;
        refused = false;
        Owner coming = owner.orElseGet(() -> hold(router.owners().arriving(id, lease)));
        coming.token(granted);
        askAll(granted);
    }

    /** As long as it is under way the owner lives. */
    private Owner hold(Owner coming) {
        coming.takesOff();
        coming.lease(lease);
        latest = maxUnsigned(latest, coming.token());
        owner = Optional.of(coming);
        return coming;
    }

    @Override
    void take(int nid, NodeAnswer answer) {
        Adopted adopted = answer.getAdopted();
        freed |= adopted.getFreed();
        homes.add(adopted.getHome());
        term = Math.min(term, adopted.getTerm());
        latest = maxUnsigned(latest, adopted.getToken());
        if (stage == Stage.TAKING) {
            refused |= adopted.getToken() != token;
            owner.filter(coming -> adopted.getToken() == token).ifPresent(coming -> book(coming, nid, adopted));
        }
    }

    private static long maxUnsigned(long one, long other) {
        return Long.compareUnsigned(one, other) > 0 ? one : other;
    }

    private void book(Owner coming, int nid, Adopted adopted) {
        long pages = adopted.getPages() + adopted.getReclaimed();
        coming.books(nid, pages - coming.pages(nid, router.machine().incarnation(nid)));
    }

    @Override
    void gone(int nid) {
        // What the owner had there is lost with the node.
    }

    /** All nodes have answered, or are gone. */
    @Override
    void over() {
        if (stage == Stage.OVER) {
            return;
        }
        if (freed) {
            end(tooLate());
        } else if (stage == Stage.ASKING_NODES) {
            learnHomes();
        } else if (refused) {
            askNodes();
        } else {
            arrive();
        }
    }

    private void learnHomes() {
        if (homes.contains(router.session()) && router.owners().find(id).isEmpty()) {
            end(Status.NOT_FOUND.withDescription(name() + " was adopted by this gateway, and closed since"));
        } else {
            stage = Stage.ASKING_COORDINATOR;
        }
    }

    private Status tooLate() {
        return Status.NOT_FOUND.withDescription(
                name()
                        + " was not adopted in time after its gateway had gone, or closed since by one that had: what it held is freed");
    }

    private void arrive() {
        land();
        owner.ifPresent(coming -> {
            coming.arrives();
            coming.lands(router.nanoTime());
            router.owners().keep(id, client);
            replies.forEach(reply -> reply.accept(coming.pages()));
        });
    }

    /** Whether the client has waited long enough to be told how long it will take. */
    boolean isOverdue(long now, long patienceNanos) {
        return now - since > patienceNanos;
    }

    boolean isOver() {
        return stage == Stage.OVER;
    }

    /** It takes too long. What was granted stays granted: to ask again is to go on. */
    void giveUp() {
        end(
                freed
                        ? tooLate()
                        : Status.UNAVAILABLE.withDescription(
                                waitNanos == 0
                                        ? name() + ": the nodes or the coordinator do not answer yet; ask again"
                                        : name() + " may still be served by the gateway that had it, for at most "
                                                + (waitNanos / 1_000_000_000L + 1) + " s; ask again"));
    }

    /** The router has lost its session. */
    void endStranded() {
        land();
        replies.forEach(reply -> reply.refuse(Status.UNAVAILABLE.withDescription(
                "this gateway was cut off from the machine for too long; ask again")));
    }

    private void land() {
        stage = Stage.OVER;
        lease.release(router.nanoTime());
    }

    private void end(Status why) {
        land();
        openQuestions().forEach(router::forget);
        router.landed(this);
        owner.ifPresent(coming -> {
            coming.lands(router.nanoTime());
            if (freed) {
                router.owners().failed(coming);
            }
        });
        replies.forEach(reply -> reply.refuse(why));
    }

    private String name() {
        return "owner " + Long.toUnsignedString(id);
    }
}
