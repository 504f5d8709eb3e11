package io.numactor.coordinator.router;

import io.numactor.api.v1.AllocateRequest;
import io.numactor.api.v1.Operation;
import io.numactor.api.v1.OperationResult;
import io.numactor.coordinator.router.lane.RoutedMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Turns clients' batches into flights. */
final class Submissions {
    private final RouterCore router;
    private final Gathering gathering = new Gathering();

    Submissions(RouterCore router) {
        this.router = router;
    }

    /** Takes a batch; its results come in the order of its operations. */
    Ticket submit(List<Operation> operations, Consumer<List<OperationResult>> reply) {
        Ticket ticket = new Ticket();
        RoutedMachine before = router.machine();
        OpenBatch batch = new OpenBatch(operations.size(), results -> {
            RoutedMachine now = router.machine();
            List<OperationResult> alive =
                    now == before ? results : LostRuns.leaveOut(operations, results, now, this::takeBack);
            reply.accept(ticket.settle(operations, alive, this::takeBack));
        });
        if (!operations.isEmpty()
                && Alike.end(operations, 0) == operations.size()
                && Alike.most(operations.get(0)) > 1) {
            gather(new Gathering.Party(operations, batch.slots(0), ticket));
        } else {
            board();
            submitAll(operations, batch, ticket);
        }
        return ticket;
    }

    /** Waits for others of the kind until the next flush. */
    private void gather(Gathering.Party party) {
        try {
            RequestReader.checkRoom(party.operations().size(), router.inFlight() + gathering.size());
            gathering.add(party);
        } catch (Refusal refusal) {
            refuse(party.operations(), party.slots(), refusal);
        }
    }

    /** What waited for others takes off. */
    void board() {
        if (gathering.size() > 0) {
            gathering.take().forEach(this::takeOff);
        }
    }

    private void takeOff(List<Gathering.Party> group) {
        Gathering.Party first = group.get(0);
        if (group.size() == 1) {
            submit(first.operations(), first.slots(), List.of(first.ticket()));
        } else {
            List<Operation> all = new ArrayList<>();
            group.forEach(party -> all.addAll(party.operations()));
            submit(all, new JoinedSlots(List.copyOf(group)), List.of());
        }
    }

    private void submitAll(List<Operation> operations, OpenBatch batch, Ticket ticket) {
        for (int first = 0; first < operations.size(); ) {
            int end = Alike.end(operations, first);
            List<Operation> alike = operations.subList(first, end);
            try {
                RequestReader.checkRoom(operations.size(), router.inFlight());
                submit(alike, batch.slots(first), List.of(ticket));
            } catch (Refusal refusal) {
                refuse(alike, batch.slots(first), refusal);
            }
            first = end;
        }
    }

    private static void refuse(List<Operation> operations, ResultSlots slots, Refusal refusal) {
        for (int operation = 0; operation < operations.size(); operation++) {
            slots.set(operation, refusal.result());
        }
    }

    /** @param tickets by which the flight can be given up; those of several batches only give up their results */
    private void submit(List<Operation> alike, ResultSlots slots, List<Ticket> tickets) {
        try {
            fly(alike, slots, tickets);
        } catch (Refusal refusal) {
            refuse(alike, slots, refusal);
        }
    }

    private void fly(List<Operation> alike, ResultSlots slots, List<Ticket> tickets) throws Refusal {
        RequestReader.checkRunning(router.machine());
        RequestReader reader = new RequestReader(router.machine());
        Operation first = alike.get(0);
        switch (first.getOperationCase()) {
            case ALLOCATE -> {
                Owner owner = router.owners().use(first.getAllocate().getOwner());
                Ask ask = reader.read(first.getAllocate(), owner).times(alike.size());
                AllocationFlight flight = new AllocationFlight(router, ask, alike.size(), router.nextSequence(), slots);
                tickets.forEach(ticket -> ticket.add(flight));
                flight.takeOff();
            }
            case FREE -> {
                Owner owner = router.owners().use(first.getFree().getOwner());
                int cpu = reader.freeingCpu(first.getFree().getCpu());
                new FreeFlight(router, owner, true, router.nextSequence(), cpu, alike.size(), slots)
                        .takeOff(alike, reader);
            }
            default -> throw Refusal.invalid("an operation must be allocate or free");
        }
    }

    /** The client will not hear of what it was served: that is freed. */
    private void takeBack(AllocateRequest request, OperationResult result) {
        router.owners()
                .find(request.getOwner())
                .filter(owner -> result.getAllocated().getRunsCount() > 0)
                .ifPresent(owner -> router.giveBack(
                        owner, request.getCpu(), result.getAllocated().getRunsList()));
    }

    /** What a client that is gone was served. */
    void takeBack(List<Operation> operations, List<OperationResult> results) {
        for (int i = 0; i < operations.size(); i++) {
            takeBack(operations.get(i).getAllocate(), results.get(i));
        }
    }
}
