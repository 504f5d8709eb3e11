package io.numactor.node;

import io.numactor.mm.boot.phase.BootPhase;
import io.numactor.proto.CoordinatorCommand;
import io.numactor.proto.HostCommand;
import io.numactor.proto.NodeCommand;
import io.numactor.runtime.http.LiveCheck;
import io.numactor.runtime.metrics.Metrics;
import io.numactor.runtime.security.Credentials;
import io.numactor.wire.MemberInfo;
import io.numactor.wire.NodeBlueprint;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/** The node role of a JVM: its host actor, what its nodes add to the metrics, and whether they are ready. */
public final class NodeRole implements NodeObserver {
    private final Metrics metrics;
    private final Map<Integer, BootPhase> phases = new ConcurrentHashMap<>();

    private final List<ActorRef<NodeCommand>> nodes = new CopyOnWriteArrayList<>();

    private NodeRole(Metrics metrics) {
        this.metrics = metrics;
    }

    /** Starts the host in a running system. */
    public static NodeRole start(
            ActorSystem<?> system,
            ActorRef<CoordinatorCommand> coordinator,
            MemberInfo member,
            List<Integer> nodes,
            Metrics metrics) {
        NodeRole role = new NodeRole(metrics);
        ActorRef<HostCommand> host =
                system.systemActorOf(NodeHost.create(coordinator, member, nodes, role), "node-host", Props.empty());
        system.log().debug("{} offers itself", host);
        return role;
    }

    /** Ends this JVM's membership when the control JVMs have given it up and nobody else rules its nodes. */
    public void leaveWhenOrphaned(ActorSystem<?> system, Credentials credentials) {
        ActorRef<OrphanWatch.Event> watch = system.systemActorOf(
                OrphanWatch.create(new LiveCheck(credentials), () -> nodes), "orphan-watch", Props.empty());
        system.log().debug("{} watches", watch);
    }

    /** Whether it hosts nodes and all of them run. */
    public boolean isReady() {
        return !phases.isEmpty() && phases.values().stream().allMatch(BootPhase.RUNNING::equals);
    }

    /** Has its nodes do so many requests a second; 0: as fast as they can. Only with {@code numactor.faults}. */
    public void slow(int requestsPerSecond) {
        nodes.forEach(node -> node.tell(new SlowNode.SetRate(requestsPerSecond)));
    }

    @Override
    public void started(NodeBlueprint blueprint, ActorRef<NodeCommand> node) {
        nodes.add(node);
        phases.put(blueprint.getNode(), BootPhase.FREE_AREA_INIT);
        metrics.register(new NodeMetricSource(blueprint, node));
    }

    @Override
    public void reached(int nid, BootPhase phase) {
        phases.put(nid, phase);
    }
}
