package io.numactor.cli.running;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One JVM to start.
 *
 * @param who its name within the cluster: "control", "node3", "jvm2"
 * @param roles what it does
 * @param nodes NUMA nodes that it hosts; none on the control JVM
 * @param arteryPort where the other JVMs reach it
 * @param httpPort where it answers /metrics and /health
 * @param grpcPort where it answers gRPC; 0: it does not
 */
public record MemberPlan(
        String who, List<String> roles, List<Integer> nodes, int arteryPort, int httpPort, int grpcPort) {
    public MemberPlan {
        roles = List.copyOf(roles);
        nodes = List.copyOf(nodes);
    }

    public List<NamedPort> ports() {
        Stream<NamedPort> always =
                Stream.of(new NamedPort("actors of " + who, arteryPort), new NamedPort("HTTP of " + who, httpPort));
        Stream<NamedPort> grpc = grpcPort == 0 ? Stream.empty() : Stream.of(new NamedPort("gRPC of " + who, grpcPort));
        return Stream.concat(always, grpc).toList();
    }

    public String metricsTarget(String host) {
        return host + ":" + httpPort;
    }

    public String nodeList() {
        return nodes.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
