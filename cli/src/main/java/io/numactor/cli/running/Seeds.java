package io.numactor.cli.running;

import java.util.List;
import java.util.function.Predicate;

/**
 * Whom a member of a running cluster joins when it is started again. The cluster is where its control JVMs are; when
 * none lives, the nodes are what is left of it, and a control JVM that is started has to find them: one that knows only
 * itself would begin another cluster.
 */
public final class Seeds {
    private Seeds() {}

    /** Addresses of living members, or the member's own when it is the first to live again. */
    public static List<String> of(ClusterRecord cluster, MemberRecord member) {
        List<String> controls = living(
                cluster, other -> other.hasRole("control") && !other.who().equals(member.who()));
        if (!controls.isEmpty()) {
            return controls;
        }
        List<String> nodes = living(
                cluster, other -> other.hasRole("node") && !other.who().equals(member.who()) && runs(cluster, other));
        if (member.hasRole("control")) {
            return nodes.isEmpty() ? List.of(address(cluster, member)) : nodes;
        }
        return cluster.members().stream()
                .filter(other -> other.hasRole("control"))
                .map(seed -> address(cluster, seed))
                .toList();
    }

    /** A node that was given up begins anew, and is not ready while it waits for a control JVM itself. */
    private static boolean runs(ClusterRecord cluster, MemberRecord member) {
        return member.process().isAlive() && new Api(cluster.reach(), member.httpPort()).mayBeReady();
    }

    private static String address(ClusterRecord cluster, MemberRecord member) {
        return cluster.reach().host() + ":" + member.arteryPort();
    }

    private static List<String> living(ClusterRecord cluster, Predicate<MemberRecord> which) {
        return cluster.members().stream()
                .filter(which)
                .filter(member -> member.process().isAlive())
                .map(seed -> address(cluster, seed))
                .toList();
    }
}
