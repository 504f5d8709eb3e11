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
 */
record ClusterPlan(MemberPlan control, List<MemberPlan> nodeJvms) {
    /** More JVMs than this are of no use to a machine that a laptop emulates. */
    private static final int MAX_DEFAULT_JVMS = 16;

    ClusterPlan {
        nodeJvms = List.copyOf(nodeJvms);
    }

    /** Shares the nodes round robin among so many JVMs. */
    static ClusterPlan of(List<Integer> nodes, int jvms, Ports ports) {
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
        return new ClusterPlan(control, nodeJvms);
    }

    /** One JVM per node; on larger machines as few nodes per JVM as keep to 16 of them. */
    static int defaultJvms(int nodes) {
        int nodesPerJvm = Math.max(1, ceilDiv(nodes, MAX_DEFAULT_JVMS));
        return ceilDiv(nodes, nodesPerJvm);
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
