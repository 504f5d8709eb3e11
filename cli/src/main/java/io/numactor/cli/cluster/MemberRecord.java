package io.numactor.cli.cluster;

import java.util.List;

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
 */
record MemberRecord(
        String who,
        List<String> roles,
        List<Integer> nodes,
        ProcessIdentity process,
        int arteryPort,
        int httpPort,
        int grpcPort,
        String log) {
    static final String PROMETHEUS = "prometheus";

    MemberRecord {
        roles = List.copyOf(roles);
        nodes = List.copyOf(nodes);
    }

    static MemberRecord of(MemberPlan plan, ProcessIdentity process, String log) {
        return new MemberRecord(
                plan.who(),
                plan.roles(),
                plan.nodes(),
                process,
                plan.arteryPort(),
                plan.httpPort(),
                plan.grpcPort(),
                log);
    }

    static MemberRecord prometheus(ProcessIdentity process, int httpPort, String log) {
        return new MemberRecord(PROMETHEUS, List.of(PROMETHEUS), List.of(), process, 0, httpPort, 0, log);
    }

    boolean isJvm() {
        return !roles.contains(PROMETHEUS);
    }

    boolean hasRole(String role) {
        return roles.contains(role);
    }

    /** Whether a person means this process by that name: its own, or {@code nodeN} for the JVM that hosts node N. */
    boolean answersTo(String name) {
        return who.equals(name) || nodes.stream().anyMatch(node -> name.equals("node" + node));
    }
}
