package io.numactor.cli.fault;

import io.numactor.cli.cluster.Arguments;
import io.numactor.cli.cluster.Distribution;
import io.numactor.cli.running.Api;
import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.ClusterRecord;
import io.numactor.cli.running.ClusterStore;
import io.numactor.cli.running.MemberRecord;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A NUMA node of a local cluster, and the JVM that hosts it.
 *
 * @param node the node that was named
 * @param member its JVM
 */
record Target(ClusterStore store, ClusterRecord cluster, int node, MemberRecord member) {
    /**
     * That node of that cluster.
     *
     * @throws ClusterProblem when there is no such cluster or node
     */
    static Target of(ClusterStore store, String name, int node) {
        ClusterRecord cluster = store.read(name)
                .filter(ClusterRecord::isAlive)
                .orElseThrow(() -> ClusterProblem.unreachable("no cluster \"" + name + "\" runs here; '"
                        + Distribution.command() + " ps' lists those that do"));
        MemberRecord member = cluster.hostOf(node)
                .orElseThrow(() -> ClusterProblem.usage(
                        "no node " + node + ": cluster \"" + name + "\" has nodes " + nodes(cluster)));
        return new Target(store, cluster, node, member);
    }

    private static String nodes(ClusterRecord cluster) {
        return cluster.members().stream()
                .flatMap(member -> member.nodes().stream())
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
    }

    /** The process, which must live. */
    ProcessHandle process() {
        return member.process()
                .find()
                .orElseThrow(() -> ClusterProblem.failed(member.who() + " (pid "
                        + member.process().pid() + ") does not run"
                        + (isReused() ? "; its pid belongs to another process now" : "") + "; '"
                        + Distribution.command()
                        + " node start " + node + Arguments.name(cluster) + "' starts it"));
    }

    private boolean isReused() {
        return ProcessHandle.of(member.process().pid())
                .filter(ProcessHandle::isAlive)
                .isPresent();
    }

    /** Where that JVM's nodes are more than the one that was named: the others, for people. */
    Optional<String> others() {
        List<String> others = member.nodes().stream()
                .filter(other -> other != node)
                .map(other -> "node " + other)
                .toList();
        return others.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", others));
    }

    Api api() {
        return Api.of(cluster);
    }
}
