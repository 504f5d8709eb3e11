package io.numactor.runtime;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.remote.RemoteActorRefProvider;
import org.apache.pekko.remote.RemoteTransport;
import org.apache.pekko.remote.transport.ThrottlerTransportAdapter;

/**
 * Cuts this JVM off from the others, as a network would that has failed: every message in either direction is dropped,
 * heartbeats as well. It is done by the test stages that Artery has in each of its streams; they are there only with the
 * setting {@code numactor.faults}.
 */
@SuppressWarnings("deprecation") // the stages are told by messages of the classic transport
public final class Isolation {
    private final ActorSystem<?> system;
    private final RemoteTransport transport;
    private final Set<Address> dropped = new LinkedHashSet<>();
    private List<Address> notJoined;

    private Isolation(ActorSystem<?> system, List<String> notJoined) {
        this.system = system;
        this.transport =
                ((RemoteActorRefProvider) ((ExtendedActorSystem) Adapter.toClassic(system)).provider()).transport();
        this.notJoined = notJoined.stream().map(AddressFromURIString::parse).toList();
    }

    /** That of a member of a cluster. */
    public static Isolation of(ActorSystem<?> system) {
        return new Isolation(system, List.of());
    }

    /** That of a JVM that knows nobody yet, which is on; its end joins these. */
    public static Isolation before(ActorSystem<?> system, List<String> seeds) {
        return new Isolation(system, seeds);
    }

    /** Drops what goes to, and comes from, every JVM that is known now and at one of these {@code host:port}; empty: every one. */
    public synchronized void begin(Set<String> from) {
        Address self = Cluster.get(system).selfMember().address();
        Predicate<Address> named =
                address -> from.isEmpty() || from.contains(address.hostPort().replaceFirst("^.*@", ""));
        for (Member member : Cluster.get(system).state().getMembers()) {
            Address other = member.address();
            if (!other.equals(self) && named.test(other) && dropped.add(other)) {
                command(other, ThrottlerTransportAdapter.Blackhole$.MODULE$);
            }
        }
    }

    /** Lets everything through again. */
    public synchronized void end() {
        dropped.forEach(address -> command(address, ThrottlerTransportAdapter.Unthrottled$.MODULE$));
        dropped.clear();
        if (!notJoined.isEmpty()) {
            Cluster.get(system).manager().tell(new JoinSeedNodes(notJoined));
            notJoined = List.of();
        }
    }

    /** Whether messages are dropped. */
    public synchronized boolean isOn() {
        return !dropped.isEmpty() || !notJoined.isEmpty();
    }

    /** A Scala object inside another one: Java has no name for it. */
    private static ThrottlerTransportAdapter.Direction bothWays() {
        try {
            return (ThrottlerTransportAdapter.Direction)
                    Class.forName(ThrottlerTransportAdapter.class.getName() + "$Direction$Both$")
                            .getField("MODULE$")
                            .get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Pekko has no such test stage", e);
        }
    }

    private void command(Address address, ThrottlerTransportAdapter.ThrottleMode mode) {
        transport.managementCommand(new ThrottlerTransportAdapter.SetThrottle(address, bothWays(), mode));
    }
}
