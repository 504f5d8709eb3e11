package io.numactor.node;

import io.numactor.proto.NodeCommand;
import io.numactor.runtime.Role;
import io.numactor.runtime.http.LiveCheck;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.ClusterEvent.MemberUp;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Ends the membership of a JVM whose nodes wait in vain. A majority of the nodes that is cut off from the control JVMs lives
 * on and waits for one; so do the control JVMs, which have declared these nodes dead. When the network heals, neither side
 * hears of it: each keeps the other in quarantine, and drops even the message that would say so. So a JVM that sees no
 * control JVM asks those it knew over HTTP. One that answers for longer than a lease lasts, and than a control JVM takes to join
 * that was only just started, has given this JVM up.
 */
final class OrphanWatch extends AbstractBehavior<OrphanWatch.Event> {
    private static final Duration KNOCKS = Duration.ofSeconds(3);
    private static final int ENOUGH_ANSWERS = 10;

    interface Event {}

    /** Where a control JVM answers HTTP that was a member. */
    private record Site(String host, int port) {}

    private record Joined(Member member) implements Event {}

    private record Knock() implements Event {}

    private record Knocked(boolean answered) implements Event {}

    private record Lease(long leftNanos) implements Event {}

    private final LiveCheck check;
    private final Supplier<List<ActorRef<NodeCommand>>> nodes;
    private final Cluster cluster;
    private final Executor executor;
    private final Set<Site> controls = new HashSet<>();

    private boolean knocking;
    private int answers;
    private int leasesDue;
    private boolean leased;

    private OrphanWatch(ActorContext<Event> context, LiveCheck check, Supplier<List<ActorRef<NodeCommand>>> nodes) {
        super(context);
        this.check = check;
        this.nodes = nodes;
        this.cluster = Cluster.get(context.getSystem());
        this.executor = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    }

    /** @param nodes those that this JVM hosts */
    static Behavior<Event> create(LiveCheck check, Supplier<List<ActorRef<NodeCommand>>> nodes) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            OrphanWatch watch = new OrphanWatch(context, check, nodes);
            ActorRef<MemberUp> ups = context.messageAdapter(MemberUp.class, up -> new Joined(up.member()));
            watch.cluster.subscriptions().tell(Subscribe.create(ups, MemberUp.class));
            timers.startTimerWithFixedDelay(new Knock(), KNOCKS);
            return watch;
        }));
    }

    @Override
    public Receive<Event> createReceive() {
        return newReceiveBuilder()
                .onMessage(Joined.class, this::onJoined)
                .onMessage(Knock.class, this::onKnock)
                .onMessage(Knocked.class, this::onKnocked)
                .onMessage(Lease.class, this::onLease)
                .build();
    }

    private Behavior<Event> onJoined(Joined joined) {
        Member member = joined.member();
        if (isControl(member)) {
            Role.httpPort(member.getRoles())
                    .ifPresent(port ->
                            controls.add(new Site(member.address().host().get(), port)));
        }
        return this;
    }

    private static boolean isControl(Member member) {
        return member.hasRole(Role.CONTROL.label());
    }

    private boolean seesControl() {
        for (Member member : cluster.state().getMembers()) {
            if (isControl(member)) {
                return true;
            }
        }
        return false;
    }

    private Behavior<Event> onKnock(Knock knock) {
        if (seesControl()) {
            answers = 0;
        } else if (!knocking) {
            knocking = true;
            Set<Site> asked = Set.copyOf(controls);
            getContext()
                    .pipeToSelf(
                            CompletableFuture.supplyAsync(() -> anyLives(asked), executor),
                            (answered, failure) -> new Knocked(failure == null && answered));
        }
        return this;
    }

    private boolean anyLives(Set<Site> asked) {
        return asked.stream().anyMatch(control -> check.lives(control.host(), control.port()));
    }

    private Behavior<Event> onKnocked(Knocked knocked) {
        knocking = false;
        answers = knocked.answered() && !seesControl() ? answers + 1 : 0;
        if (answers == ENOUGH_ANSWERS) {
            askForLeases();
        }
        return this;
    }

    /** To be certain: a node that is ruled is no orphan. */
    private void askForLeases() {
        List<ActorRef<NodeCommand>> asked = nodes.get();
        leasesDue = asked.size();
        leased = false;
        ActorRef<Event> self = getContext().getSelf();
        asked.forEach(node -> node.tell(new NumaNode.ReadLease(left -> self.tell(new Lease(left)))));
        decide();
    }

    private Behavior<Event> onLease(Lease lease) {
        leasesDue--;
        leased |= lease.leftNanos() >= 0;
        decide();
        return this;
    }

    private void decide() {
        if (leasesDue > 0) {
            return;
        }
        if (leased) {
            answers = 0;
        } else {
            getContext()
                    .getLog()
                    .warn(
                            "a control JVM lives and has given this JVM up; nobody rules its nodes, and their pages are lost");
            cluster.manager().tell(new Down(cluster.selfMember().address()));
        }
    }
}
