package io.numactor.coordinator.router;

import io.numactor.api.v1.AuditReport;
import io.numactor.coordinator.audit.Auditor;
import io.numactor.proto.CoordinatorCommand;
import io.numactor.proto.RouterCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** The audits that clients of a router ask for: one at a time, and whoever asks meanwhile shares the next one. */
final class Audits {
    /** An audit has ended. */
    record Ended(AuditReport report) implements RouterCommand {}

    private final ActorContext<RouterCommand> context;
    private final ActorRef<CoordinatorCommand> coordinator;
    private final List<Consumer<AuditReport>> running = new ArrayList<>();
    private final List<Consumer<AuditReport>> waiting = new ArrayList<>();

    Audits(ActorContext<RouterCommand> context, ActorRef<CoordinatorCommand> coordinator) {
        this.context = context;
        this.coordinator = coordinator;
    }

    void ask(Consumer<AuditReport> reply) {
        waiting.add(reply);
        beginIfIdle();
    }

    void ended(AuditReport report) {
        List<Consumer<AuditReport>> asked = List.copyOf(running);
        running.clear();
        asked.forEach(reply -> reply.accept(report));
        beginIfIdle();
    }

    private void beginIfIdle() {
        if (!running.isEmpty() || waiting.isEmpty()) {
            return;
        }
        running.addAll(waiting);
        waiting.clear();
        ActorRef<RouterCommand> self = context.getSelf();
        context.spawnAnonymous(Auditor.create(coordinator, self, report -> self.tell(new Ended(report))));
    }
}
