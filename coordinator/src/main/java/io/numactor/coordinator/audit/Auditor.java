package io.numactor.coordinator.audit;

import io.numactor.api.v1.AuditReport;
import io.numactor.proto.CoordinatorCommand;
import io.numactor.proto.RouterCommand;
import io.numactor.wire.AuditControl;
import io.numactor.wire.AuditRouter;
import io.numactor.wire.ControlAudited;
import io.numactor.wire.RouterAudited;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** One audit: asks the coordinator and, through every router, all nodes; round after round until it is certain. */
public final class Auditor extends AbstractBehavior<RouterCommand> {
    /** For one round; a router waits half as long for its nodes. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration PAUSE = Duration.ofMillis(500);

    private record RoundIsOver(long number) implements RouterCommand {}

    private record NextRound() implements RouterCommand {}

    private final ActorRef<CoordinatorCommand> coordinator;
    private final ActorRef<RouterCommand> home;
    private final TimerScheduler<RouterCommand> timers;
    private final Consumer<AuditReport> reply;
    private final AuditVerdict verdict = new AuditVerdict();
    private final long startedAt = System.nanoTime();
    private final Map<String, Optional<RouterAudited>> routers = new LinkedHashMap<>();
    private Optional<ControlAudited> control = Optional.empty();
    private long number;

    private Auditor(
            ActorContext<RouterCommand> context,
            TimerScheduler<RouterCommand> timers,
            ActorRef<CoordinatorCommand> coordinator,
            ActorRef<RouterCommand> home,
            Consumer<AuditReport> reply) {
        super(context);
        this.timers = timers;
        this.coordinator = coordinator;
        this.home = home;
        this.reply = reply;
        begin();
    }

    /**
     * An audit that begins at once, and ends with its report.
     *
     * @param home the router that was asked for it
     */
    public static Behavior<RouterCommand> create(
            ActorRef<CoordinatorCommand> coordinator, ActorRef<RouterCommand> home, Consumer<AuditReport> reply) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Auditor(context, timers, coordinator, home, reply)));
    }

    @Override
    public Receive<RouterCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(RouterCommand.ControlReported.class, this::onControlReported)
                .onMessage(RouterCommand.OwnersAudited.class, this::onOwnersAudited)
                .onMessage(RoundIsOver.class, this::onRoundIsOver)
                .onMessage(NextRound.class, this::onNextRound)
                .build();
    }

    private void begin() {
        number++;
        control = Optional.empty();
        routers.clear();
        ActorRef<RouterCommand> self = getContext().getSelf();
        coordinator.tell(new CoordinatorCommand.Audit(
                self, AuditControl.newBuilder().setRound(number).build()));
        ask(text(home), home);
        timers.startSingleTimer(new RoundIsOver(number), PATIENCE);
    }

    private void ask(String text, ActorRef<RouterCommand> router) {
        routers.put(text, Optional.empty());
        boolean frames = number == 1 && router.equals(home);
        router.tell(new RouterCommand.AuditOwners(
                getContext().getSelf(),
                AuditRouter.newBuilder().setRound(number).setFrames(frames).build()));
    }

    private String text(ActorRef<?> ref) {
        return ActorRefResolver.get(getContext().getSystem()).toSerializationFormat(ref);
    }

    private Behavior<RouterCommand> onControlReported(RouterCommand.ControlReported message) {
        ControlAudited said = message.audited();
        if (said.getRound() != number || control.isPresent()) {
            return this;
        }
        control = Optional.of(said);
        ActorRefResolver refs = ActorRefResolver.get(getContext().getSystem());
        said.getRouterRefsList().stream()
                .filter(router -> !routers.containsKey(router))
                .forEach(router -> ask(router, refs.resolveActorRef(router)));
        return endWhenComplete();
    }

    private Behavior<RouterCommand> onOwnersAudited(RouterCommand.OwnersAudited message) {
        RouterAudited said = message.audited();
        if (said.getRound() != number) {
            return this;
        }
        routers.replace(said.getRouterRef(), Optional.of(said));
        return endWhenComplete();
    }

    private Behavior<RouterCommand> onRoundIsOver(RoundIsOver over) {
        return over.number() == number ? end() : this;
    }

    private Behavior<RouterCommand> endWhenComplete() {
        boolean complete = control.isPresent() && routers.values().stream().allMatch(Optional::isPresent);
        return complete ? end() : this;
    }

    private Behavior<RouterCommand> end() {
        timers.cancelAll();
        List<String> silent = new ArrayList<>();
        routers.forEach((router, said) -> {
            if (said.isEmpty()) {
                silent.add(address(router));
            }
        });
        verdict.add(new AuditRound(
                control, routers.values().stream().flatMap(Optional::stream).toList(), silent));
        long lasted = System.nanoTime() - startedAt;
        if (verdict.isSettled(Duration.ofNanos(lasted))) {
            reply.accept(verdict.report(lasted));
            return Behaviors.stopped();
        }
        number++;
        timers.startSingleTimer(new NextRound(), PAUSE);
        return this;
    }

    /** The host and port in a reference. */
    private static String address(String ref) {
        int from = ref.indexOf('@') + 1;
        int to = ref.indexOf('/', from);
        return from > 0 && to > from ? ref.substring(from, to) : ref;
    }

    private Behavior<RouterCommand> onNextRound(NextRound next) {
        begin();
        return this;
    }
}
