package io.numactor.node;

import com.typesafe.config.Config;
import io.numactor.proto.NodeCommand;
import io.numactor.runtime.SystemConfig;
import io.numactor.wire.NodeRequest;
import io.numactor.wire.NodeWork;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A node that carries out so many requests a second and no more, for trying what an overloaded machine does: each block
 * asked for and each run freed counts as one, and so does a question that is asked again. What comes faster waits, in order; the thread does not. A second in which it
 * did less is made up for.
 */
final class SlowNode extends BehaviorInterceptor<NodeCommand, NodeCommand> {
    static final String SETTING = "numactor.node.requests-per-second";

    private static final long SECOND = 1_000_000_000L;

    /** Time for what waits. */
    private record GoOn() implements NodeCommand {}

    /** From now on so many; 0: as fast as it can. */
    record SetRate(int requestsPerSecond) implements NodeCommand {}

    private int requestsPerSecond;
    private final Deque<NodeCommand> waiting = new ArrayDeque<>();
    /** The last question of each session of a router. */
    private final Map<Long, Long> lastNumbers = new HashMap<>();

    private long busyUntil = System.nanoTime();
    private boolean goOnDue;

    private SlowNode(int requestsPerSecond) {
        super(NodeCommand.class);
        this.requestsPerSecond = requestsPerSecond;
    }

    /** The node as it is, unless it is to be slow, or may be told to. */
    static Behavior<NodeCommand> around(Behavior<NodeCommand> node, Config config) {
        int requestsPerSecond = config.getInt(SETTING);
        boolean mayChange = config.getBoolean(SystemConfig.FAULTS);
        return requestsPerSecond == 0 && !mayChange
                ? node
                : Behaviors.intercept(() -> new SlowNode(requestsPerSecond), node);
    }

    @Override
    public Behavior<NodeCommand> aroundReceive(
            TypedActorContext<NodeCommand> context, NodeCommand message, ReceiveTarget<NodeCommand> node) {
        if (message instanceof GoOn) {
            goOnDue = false;
        } else if (message instanceof SetRate rate) {
            requestsPerSecond = rate.requestsPerSecond();
            busyUntil = System.nanoTime();
        } else if (requestsPerSecond == 0 && waiting.isEmpty()) {
            return node.apply(context, message);
        } else {
            waiting.add(message);
        }
        return work(context, node);
    }

    /** Carries out what there is time for, and comes back for the rest. */
    private Behavior<NodeCommand> work(TypedActorContext<NodeCommand> context, ReceiveTarget<NodeCommand> node) {
        Behavior<NodeCommand> next = Behaviors.same();
        while (!waiting.isEmpty() && System.nanoTime() - busyUntil >= 0) {
            NodeCommand first = waiting.remove();
            next = node.apply(context, first);
            busyUntil = Math.max(busyUntil, System.nanoTime() - SECOND) + cost(first);
        }
        if (!waiting.isEmpty() && !goOnDue) {
            goOnDue = true;
            Duration pause = Duration.ofNanos(Math.max(1, busyUntil - System.nanoTime()));
            context.asJava().scheduleOnce(pause, context.asJava().getSelf(), new GoOn());
        }
        return next;
    }

    private long cost(NodeCommand message) {
        if (requestsPerSecond == 0) {
            return 0;
        }
        long requests = 0;
        if (message instanceof NodeCommand.Work work) {
            requests = requests(work.work());
        }
        return requests * SECOND / requestsPerSecond;
    }

    private long requests(NodeWork work) {
        long last = lastNumbers.getOrDefault(work.getSession(), 0L);
        long requests = 0;
        for (NodeRequest request : work.getRequestsList()) {
            requests += request.getNumber() > last ? blocks(request) : 1;
            last = Math.max(last, request.getNumber());
        }
        lastNumbers.put(work.getSession(), last);
        return requests;
    }

    private static long blocks(NodeRequest request) {
        return Math.max(1, request.getTryZones().getCount() + request.getFree().getPfnDeltaCount());
    }
}
