package io.numactor.coordinator.router;

import io.numactor.api.v1.Operation;
import io.numactor.coordinator.router.lane.Lane;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What clients submitted since the last flush, so that equal requests of different batches share a flight as those of
 * one batch do. Order is kept where it means something: among the operations of one owner on one CPU.
 */
final class Gathering {
    private record Lane(long owner, int cpu) {}

    /** Alike operations of one batch. */
    record Party(List<Operation> operations, ResultSlots slots, Ticket ticket) {
        private Operation first() {
            return operations.get(0);
        }
    }

    private final Map<Lane, List<Party>> lanes = new LinkedHashMap<>();
    private int parties;

    /** Parties that wait. */
    int size() {
        return parties;
    }

    void add(Party party) {
        lanes.computeIfAbsent(lane(party.first()), lane -> new ArrayList<>()).add(party);
        parties++;
    }

    private static Lane lane(Operation operation) {
        return operation.hasAllocate()
                ? new Lane(
                        operation.getAllocate().getOwner(),
                        operation.getAllocate().getCpu())
                : new Lane(operation.getFree().getOwner(), operation.getFree().getCpu());
    }

    /** All that wait, in groups that share a flight; afterwards nobody waits. */
    List<List<Party>> take() {
        List<List<Party>> groups = new ArrayList<>();
        lanes.values().forEach(lane -> group(lane, groups));
        lanes.clear();
        parties = 0;
        return groups;
    }

    private static void group(List<Party> lane, List<List<Party>> groups) {
        for (int first = 0; first < lane.size(); ) {
            int end = first + 1;
            int operations = lane.get(first).operations().size();
            while (end < lane.size() && mayJoin(lane.get(first), operations, lane.get(end))) {
                operations += lane.get(end++).operations().size();
            }
            groups.add(lane.subList(first, end));
            first = end;
        }
    }

    private static boolean mayJoin(Party first, int operations, Party next) {
        return operations + next.operations().size() <= Alike.most(first.first())
                && Alike.together(first.first(), next.first());
    }
}
