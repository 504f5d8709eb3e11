package io.numactor.cli.cluster;

import io.numactor.cli.running.ClusterProblem;
import io.numactor.cli.running.MemberPlan;
import io.numactor.cli.running.NamedPort;
import io.numactor.cli.running.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which JVMs a cluster consists of.
 *
 * @param controls those that may run the coordinator, each with the public API; the first begins
 * @param nodeJvms those that host NUMA nodes
 * @param cores processors that they share
 */
public record ClusterPlan(List<MemberPlan> controls, List<MemberPlan> nodeJvms, int cores) {
    /** More JVMs than this are of no use to a machine that one computer emulates. */
    private static final int MAX_DEFAULT_JVMS = 16;
    /** With more than this on each core, JVMs starve each other so long that they take one another for dead. */
    private static final int MAX_DEFAULT_JVMS_PER_CORE = 4;

    private static final int LEAST_HEARTBEAT_PAUSE_SECONDS = 3;
    private static final int JVMS_PER_CORE_AND_WAVE = 2;

    public ClusterPlan {
        controls = List.copyOf(controls);
        nodeJvms = List.copyOf(nodeJvms);
    }

    /** Shares the nodes round robin among so many JVMs of this computer. */
    public static ClusterPlan of(List<Integer> nodes, int jvms, int controls, Ports ports) {
        return of(nodes, jvms, controls, ports, Runtime.getRuntime().availableProcessors());
    }

    public static ClusterPlan of(List<Integer> nodes, int jvms, int controls, Ports ports, int cores) {
        if (controls < 1 || controls > Ports.MAX_CONTROL_JVMS) {
            throw ClusterProblem.usage("--control " + controls + ": allowed are 1 to " + Ports.MAX_CONTROL_JVMS);
        }
        if (jvms < 1 || jvms > nodes.size() || jvms > Ports.MAX_NODE_JVMS) {
            throw ClusterProblem.usage("--jvms " + jvms + ": the machine has " + nodes.size()
                    + " nodes, so allowed are 1 to " + Math.min(nodes.size(), Ports.MAX_NODE_JVMS));
        }
        List<MemberPlan> controlJvms = IntStream.range(0, controls)
                .mapToObj(jvm -> controlJvm(jvm, ports))
                .toList();
        List<MemberPlan> nodeJvms = IntStream.range(0, jvms)
                .mapToObj(jvm -> nodeJvm(jvm, share(nodes, jvms, jvm), ports))
                .toList();
        return new ClusterPlan(controlJvms, nodeJvms, cores);
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

    /** The JVM in control to begin with: the first that is started. */
    public MemberPlan control() {
        return controls.get(0);
    }

    /** JVMs that are started together: starting is CPU-bound, and more at a time only starve each other. */
    List<List<MemberPlan>> waves() {
        int size = JVMS_PER_CORE_AND_WAVE * cores;
        List<MemberPlan> later = members().subList(1, members().size());
        return IntStream.range(0, ceilDiv(later.size(), size))
                .mapToObj(wave -> later.subList(wave * size, Math.min(later.size(), (wave + 1) * size)))
                .toList();
    }

    List<MemberPlan> members() {
        return Stream.concat(controls.stream(), nodeJvms.stream()).toList();
    }

    public List<NamedPort> ports() {
        return members().stream().flatMap(member -> member.ports().stream()).toList();
    }

    private static MemberPlan controlJvm(int jvm, Ports ports) {
        return new MemberPlan(
                jvm == 0 ? "control" : "control" + (jvm + 1),
                List.of("control", "gateway"),
                List.of(),
                ports.controlArtery(jvm),
                ports.controlHttp(jvm),
                ports.controlGrpc(jvm));
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
