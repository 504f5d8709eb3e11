package io.numactor.coordinator.router;

import io.grpc.Status;
import io.numactor.api.v1.NodeState;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.api.v1.PageRun;
import io.numactor.mm.topology.NodeMask;
import io.numactor.runtime.metrics.Sample;
import io.numactor.wire.Install;
import io.numactor.wire.NodeAnswer;
import io.numactor.wire.NodeAnswers;
import io.numactor.wire.NodeRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A router without its actor: takes clients' operations, has flights walk the zonelists, and hands the messages of one
 * destination to the {@link Outbox} together. The caller flushes after each event.
 */
final class RouterCore {
    /** Operations of one batch. */
    static final int MAX_BATCH = 4096;
    /** Requests taken and not answered; more are refused, so that a flood cannot fill the heap. */
    private static final int MAX_IN_FLIGHT = 65_536;

    private static final int MAX_OWNERS = 65_536;
    private static final int MAX_OWNER_NAME = 64;
    /** Owner ids are the session's number with a count in these low bits. */
    private static final int OWNER_BITS = 24;

    private final Outbox outbox;
    private final LongSupplier clock;
    private final long session;
    private final RouterStats stats = new RouterStats();
    private final Hints hints = new Hints();
    private final Map<Long, Owner> owners = new HashMap<>();
    private final Map<Long, Flight> flights = new HashMap<>();
    private final List<Flight> parked = new ArrayList<>();
    private RoutedMachine machine = new RoutedMachine(Install.getDefaultInstance());
    private long lastSequence;
    private long lastOwner;

    RouterCore(long session, LongSupplier clock, Outbox.Wire wire) {
        this.session = session;
        this.clock = clock;
        this.outbox = new Outbox(session, wire, hints);
    }

    RoutedMachine machine() {
        return machine;
    }

    RouterStats stats() {
        return stats;
    }

    /** What nodes let this router know; off at first. */
    Hints hints() {
        return hints;
    }

    long nanoTime() {
        return clock.getAsLong();
    }

    /** A new epoch: what was asked of nodes that are gone is lost, what waited for the epoch asks again. */
    void install(Install install) {
        RoutedMachine before = machine;
        machine = new RoutedMachine(install);
        hints.forget();
        for (int nid : before.possible().ids()) {
            if (!before.unreachable().contains(nid) && isGone(before, nid)) {
                loseNode(nid);
            }
        }
        List<Flight> again = List.copyOf(parked);
        parked.clear();
        again.forEach(Flight::askAgain);
    }

    private boolean isGone(RoutedMachine before, int nid) {
        return !machine.knows(nid)
                || machine.unreachable().contains(nid)
                || machine.incarnation(nid) != before.incarnation(nid);
    }

    private void loseNode(int nid) {
        List<Flight> waiting =
                flights.values().stream().filter(flight -> flight.waitsFor(nid)).toList();
        waiting.forEach(flight -> flight.lost(nid));
    }

    /** Opens an owner: its id, or a refusal as an operation's result. */
    long open(String name) throws Refusal {
        RequestReader.checkRunning(machine);
        if (name.length() > MAX_OWNER_NAME) {
            throw Refusal.invalid("name: longer than " + MAX_OWNER_NAME + " characters");
        }
        if (owners.size() >= MAX_OWNERS) {
            throw new Refusal(
                    Status.Code.RESOURCE_EXHAUSTED, "there are " + MAX_OWNERS + " owners already; close some");
        }
        long id = session << OWNER_BITS | ++lastOwner;
        owners.put(id, new Owner(id));
        return id;
    }

    /** Closes an owner once its requests in flight are answered; then says how many pages it still held. */
    void close(long id, int cpu, LongConsumer reply) throws Refusal {
        RequestReader.checkRunning(machine);
        Owner owner = owner(id);
        int freeingCpu = new RequestReader(machine).freeingCpu(cpu);
        owner.close(() -> {
            CloseFlight flight = new CloseFlight(this, id, ++lastSequence, reply);
            owners.remove(id);
            flight.takeOff(machine, owner, freeingCpu);
        });
    }

    /** Takes a batch; its results come in the order of its operations. */
    void submit(List<Operation> operations, Consumer<List<OperationResult>> reply) {
        OpenBatch batch = new OpenBatch(operations.size(), reply);
        int first = 0;
        while (first < operations.size()) {
            int end = Alike.end(operations, first);
            try {
                checkRoom(operations.size());
                submit(operations.subList(first, end), batch.slots(first));
            } catch (Refusal refusal) {
                for (int index = first; index < end; index++) {
                    batch.set(index, refusal.result());
                }
            }
            first = end;
        }
    }

    private void checkRoom(int operations) throws Refusal {
        if (operations > MAX_BATCH) {
            throw Refusal.invalid("operations: " + operations + " in one batch, at most " + MAX_BATCH);
        }
        if (flights.size() >= MAX_IN_FLIGHT) {
            throw new Refusal(
                    Status.Code.RESOURCE_EXHAUSTED,
                    "this gateway has " + MAX_IN_FLIGHT + " requests in flight; send slower");
        }
    }

    private void submit(List<Operation> alike, ResultSlots slots) throws Refusal {
        RequestReader.checkRunning(machine);
        RequestReader reader = new RequestReader(machine);
        Operation first = alike.get(0);
        switch (first.getOperationCase()) {
            case ALLOCATE -> {
                Owner owner = owner(first.getAllocate().getOwner());
                Ask ask = reader.read(first.getAllocate(), owner).times(alike.size());
                new AllocationFlight(this, ask, alike.size(), ++lastSequence, slots).takeOff();
            }
            case FREE -> {
                Owner owner = owner(first.getFree().getOwner());
                int cpu = reader.freeingCpu(first.getFree().getCpu());
                new FreeFlight(this, owner.id(), ++lastSequence, cpu, alike.size(), slots).takeOff(alike, reader);
            }
            default -> throw Refusal.invalid("an operation must be allocate or free");
        }
    }

    /** Gives back what an all-or-nothing request got too little of; nobody waits for it. */
    void giveBack(long owner, int cpu, List<PageRun> runs) {
        new FreeFlight(this, owner, ++lastSequence, cpu, 1, (operation, result) -> {}).takeOff(runs);
    }

    /** How these nodes stand; those that are gone are left out. */
    void inspect(NodeMask nodes, List<Long> pfns, Consumer<List<NodeState>> reply) {
        new InspectFlight(this, ++lastSequence, pfns, reply).takeOff(machine, nodes);
    }

    private Owner owner(long id) throws Refusal {
        Owner owner = owners.get(id);
        if (owner == null || owner.isClosing()) {
            throw new Refusal(
                    Status.Code.NOT_FOUND,
                    "owner: no owner " + Long.toUnsignedString(id) + " is open on this gateway; open one first");
        }
        return owner;
    }

    /** Answers of a node to flights of ours; those of an earlier life of it are void. */
    void answered(NodeAnswers answers) {
        int nid = answers.getNode();
        if (!machine.knows(nid) || answers.getIncarnation() != machine.incarnation(nid)) {
            return;
        }
        hints.heard(answers);
        if (answers.getWithdrawn()) {
            outbox.owe(nid);
        }
        for (NodeAnswer answer : answers.getAnswersList()) {
            Flight flight = flights.get(answer.getSequence());
            if (flight != null && flight.waitsFor(nid)) {
                flight.answered(nid, answer);
            }
        }
    }

    void send(Flight flight, int nid, NodeRequest.Builder question, int weight) {
        flights.put(flight.sequence(), flight);
        outbox.add(machine, nid, question.build(), weight);
    }

    void wake(int nid, NodeRequest.Builder question) {
        outbox.addWakeUp(machine, nid, question.build());
    }

    void landed(Flight flight) {
        flights.remove(flight.sequence());
    }

    /** The flight's node is at a newer epoch than we: it asks again when that has come. */
    void park(Flight flight) {
        parked.add(flight);
    }

    void flush() {
        outbox.flush(machine);
    }

    List<Sample> samples() {
        return stats.samples(machine.possible().size(), flights.size(), owners.size());
    }

    long session() {
        return session;
    }
}
