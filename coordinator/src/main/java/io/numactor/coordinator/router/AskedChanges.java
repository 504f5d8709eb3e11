package io.numactor.coordinator.router;

import io.grpc.Status;
import io.numactor.api.v1.MachineChanged;
import io.numactor.wire.ChangeAnswer;
import io.numactor.wire.ChangeRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Changes of the machine that this router's clients asked for, until the coordinator has answered. */
final class AskedChanges {
    private static final int MAX_OPEN = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LongSupplier clock;
    private final Map<Long, Asked> open = new HashMap<>();
    private long lastId;

    private record Asked(GatewayCommand.Reply<MachineChanged> reply, long since) {}

    AskedChanges(LongSupplier clock) {
        this.clock = clock;
    }

    /** What to send to the coordinator; empty when the request was refused here. */
    Optional<ChangeRequest> ask(GatewayCommand.ChangeMachine change) {
        if (open.size() >= MAX_OPEN) {
            change.reply()
                    .refuse(Status.RESOURCE_EXHAUSTED.withDescription(
                            MAX_OPEN + " changes of the machine wait on this gateway; ask later"));
            return Optional.empty();
        }
        lastId++;
        open.put(lastId, new Asked(change.reply(), clock.getAsLong()));
        return Optional.of(ChangeRequest.newBuilder()
                .setId(lastId)
                .setChange(change.change())
                .build());
    }

    void answered(ChangeAnswer answer) {
        Asked asked = open.remove(answer.getId());
        if (asked == null) {
            return;
        }
        if (answer.getCode() == Status.Code.OK.value()) {
            asked.reply().accept(answer.getChanged());
        } else {
            asked.reply().refuse(Status.fromCodeValue(answer.getCode()).withDescription(answer.getError()));
        }
    }

    /** Refuses what was not answered in time: the coordinator may be gone, and whether it was done is not known. */
    void expire() {
        List<Asked> late = open.values().stream()
                .filter(asked -> clock.getAsLong() - asked.since() > PATIENCE.toNanos())
                .toList();
        open.values().removeAll(late);
        late.forEach(asked -> asked.reply()
                .refuse(Status.DEADLINE_EXCEEDED.withDescription("the coordinator did not answer within "
                        + PATIENCE.toSeconds() + " s; look whether the machine has changed before asking again")));
    }
}
