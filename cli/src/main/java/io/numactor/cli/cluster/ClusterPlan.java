package io.numactor.cli.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which JVMs a cluster consists of.
 *
 * @param control the one with the coordinator and the public API
 * @param nodeJvms those that host NUMA nodes
 * @param cores processors that they share
 */
record ClusterPlan(MemberPlan control, List<MemberPlan> nodeJvms, int cores) {
    /** More JVMs than this are of no use to a machine that one computer emulates. */
    private static final int MAX_DEFAULT_JVMS = 16;
    /** With more than this on each core, JVMs starve each other so long that they take one another for dead. */
    private static final int MAX_DEFAULT_JVMS_PER_CORE = 4;

    private static final int LEAST_HEARTBEAT_PAUSE_SECONDS = 3;
    private static final int JVMS_PER_CORE_AND_WAVE = 2;

    ClusterPlan {
        nodeJvms = List.copyOf(nodeJvms);
    }

    /** Shares the nodes round robin among so many JVMs of this computer. */
    static ClusterPlan of(List<Integer> nodes, int jvms, Ports ports) {
        return of(nodes, jvms, ports, Runtime.getRuntime().availableProcessors());
    }

    static ClusterPlan of(List<Integer> nodes, int jvms, Ports ports, int cores) {
        if (jvms < 1 || jvms > nodes.size() || jvms > Ports.MAX_NODE_JVMS) {
            throw ClusterProblem.usage("--jvms " + jvms + ": the machine has " + nodes.size()
                    + " nodes, so allowed are 1 to " + Math.min(nodes.size(), Ports.MAX_NODE_JVMS));
        }
        MemberPlan control = new MemberPlan(
                "control",
                List.of("control", "gateway"),
                List.of(),
                ports.controlArtery(),
                ports.controlHttp(),
                ports.controlGrpc());
        List<MemberPlan> nodeJvms = IntStream.range(0, jvms)
                .mapToObj(jvm -> nodeJvm(jvm, share(nodes, jvms, jvm), ports))
                .toList();
        return new ClusterPlan(control, nodeJvms, cores);
    }

    /** One JVM per node; on machines too large for this computer as few nodes per JVM as it can bear. */
    static int defaultJvms(int nodes) {
        return defaultJvms(nodes, Runtime.getRuntime().availableProcessors());
    }

    static int defaultJvms(int nodes, int cores) {
        int most = Math.min(MAX_DEFAULT_JVMS, MAX_DEFAULT_JVMS_PER_CORE * cores);
        int nodesPerJvm = Math.max(1, ceilDiv(nodes, most));
        return ceilDiv(nodes, nodesPerJvm);
    }

    /**
     * How long a JVM may be silent: the more of them share a core, the longer one that is alive may have to wait for
     * its turn.
     */
    int heartbeatPauseSeconds() {
        return Math.max(LEAST_HEARTBEAT_PAUSE_SECONDS, ceilDiv(members().size(), cores));
    }

    /** Node JVMs that are started together: starting is CPU-bound, and more at a time only starve each other. */
    List<List<MemberPlan>> waves() {
        int size = JVMS_PER_CORE_AND_WAVE * cores;
        return IntStream.range(0, ceilDiv(nodeJvms.size(), size))
                .mapToObj(wave -> nodeJvms.subList(wave * size, Math.min(nodeJvms.size(), (wave + 1) * size)))
                .toList();
    }

    List<MemberPlan> members() {
        return Stream.concat(Stream.of(control), nodeJvms.stream()).toList();
    }

    List<NamedPort> ports() {
        return members().stream().flatMap(member -> member.ports().stream()).toList();
    }

    private static MemberPlan nodeJvm(int jvm, List<Integer> nodes, Ports ports) {
        String who = nodes.size() == 1 ? "node" + nodes.get(0) : "jvm" + (jvm + 1);
        return new MemberPlan(who, List.of("node"), nodes, ports.nodeArtery(jvm), ports.nodeHttp(jvm), 0);
    }

    private static List<Integer> share(List<Integer> nodes, int jvms, int jvm) {
        List<Integer> share = new ArrayList<>();
        for (int i = jvm; i < nodes.size(); i += jvms) {
            share.add(nodes.get(i));
        }
        return share;
    }

    private static int ceilDiv(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
