package io.numactor.cli.running;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Starts a recorded member of a cluster again, by the line that started it first: same ports, same log. */
public final class Restart {
    private Restart() {}

    /**
     * Starts it and writes it down.
     *
     * @param command the line to start it by, which it is recorded with
     * @throws ClusterProblem when it runs, or something else has its ports
     */
    public static Child of(ClusterStore store, ClusterRecord cluster, MemberRecord member, List<String> command) {
        refuseRunning(member);
        refuseTakenPorts(cluster, member);
        Child child = Child.start(member.who(), command, Path.of(member.log()));
        store.update(cluster, now -> now.replacing(member.as(child.identity(), command)));
        return child;
    }

    private static void refuseRunning(MemberRecord member) {
        if (member.process().isAlive()) {
            throw ClusterProblem.failed(
                    member.who() + " runs already, as pid " + member.process().pid());
        }
    }

    private static void refuseTakenPorts(ClusterRecord cluster, MemberRecord member) {
        List<NamedPort> taken = NamedPort.taken(member.ports().stream()
                .map(port -> port.at(cluster.reach().host()))
                .toList());
        if (!taken.isEmpty()) {
            throw ClusterProblem.failed("another process listens on port "
                    + taken.stream().map(NamedPort::toString).collect(Collectors.joining(", ")) + "; end it first");
        }
    }
}
