package io.numactor.cli.running;

import java.util.List;
import java.util.stream.Stream;

/**
 * A process that the launcher started, as {@code cluster.json} has it.
 *
 * @param who its name within the cluster
 * @param roles what it does; {@code prometheus} for the monitoring server
 * @param nodes NUMA nodes that it hosts
 * @param process which process it is
 * @param arteryPort 0: none
 * @param httpPort 0: none
 * @param grpcPort 0: none
 * @param log its log file
 * @param command the line that started it, and can start it again
 */
public record MemberRecord(
        String who,
        List<String> roles,
        List<Integer> nodes,
        ProcessIdentity process,
        int arteryPort,
        int httpPort,
        int grpcPort,
        String log,
        List<String> command) {
    public static final String PROMETHEUS = "prometheus";

    public MemberRecord {
        roles = List.copyOf(roles);
        nodes = List.copyOf(nodes);
        command = List.copyOf(command);
    }

    public static MemberRecord of(MemberPlan plan, Child child) {
        return new MemberRecord(
                plan.who(),
                plan.roles(),
                plan.nodes(),
                child.identity(),
                plan.arteryPort(),
                plan.httpPort(),
                plan.grpcPort(),
                child.log().toString(),
                child.command());
    }

    public static MemberRecord prometheus(int httpPort, Child child) {
        return new MemberRecord(
                PROMETHEUS,
                List.of(PROMETHEUS),
                List.of(),
                child.identity(),
                0,
                httpPort,
                0,
                child.log().toString(),
                child.command());
    }

    /** The same member as another process, started by another line. */
    MemberRecord as(ProcessIdentity another, List<String> line) {
        return new MemberRecord(who, roles, nodes, another, arteryPort, httpPort, grpcPort, log, line);
    }

    /** Where it listens. */
    List<NamedPort> ports() {
        return Stream.of(
                        new NamedPort("actors of " + who, arteryPort),
                        new NamedPort("HTTP of " + who, httpPort),
                        new NamedPort("gRPC of " + who, grpcPort))
                .filter(port -> port.port() != 0)
                .toList();
    }

    public boolean isJvm() {
        return !roles.contains(PROMETHEUS);
    }

    public boolean hasRole(String role) {
        return roles.contains(role);
    }

    /** Whether a person means this process by that name: its own, or {@code nodeN} for the JVM that hosts node N. */
    public boolean answersTo(String name) {
        return who.equals(name) || nodes.stream().anyMatch(node -> name.equals("node" + node));
    }
}
