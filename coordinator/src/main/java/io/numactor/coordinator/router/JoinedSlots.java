package io.numactor.coordinator.router;

import io.numactor.api.v1.OperationResult;
import java.util.List;

/** The results of one flight go to several batches, one after the other. */
final class JoinedSlots implements ResultSlots {
    private final List<Gathering.Party> parties;
    private int party;

    /** The first operation of the present party. */
    private int from;

    JoinedSlots(List<Gathering.Party> parties) {
        this.parties = parties;
    }

    @Override
    public void set(int operation, OperationResult result) {
        if (operation < from) {
            party = 0;
            from = 0;
        }
        while (operation - from >= parties.get(party).operations().size()) {
            from += parties.get(party++).operations().size();
        }
        parties.get(party).slots().set(operation - from, result);
    }
}
