package io.numactor.runtime;

import io.numactor.runtime.security.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Who one JVM of the cluster is and where it listens.
 *
 * @param clusterName name of the actor system, the same in every JVM of a cluster
 * @param roles what it does
 * @param bindHost address that its sockets bind to
 * @param advertisedHost address that the other JVMs reach it at
 * @param arteryPort port of the actor transport; 0: any
 * @param httpPort port of HTTP ({@code /metrics}, health, and on a gateway the API); 0: any
 * @param grpcPort port of gRPC on a gateway; 0: any
 * @param seeds members to join, {@code host:port}; the first of a new cluster names itself
 * @param heartbeatPause silence of another JVM that is not yet taken for its death
 * @param nodes NUMA nodes that it hosts; empty: whatever the coordinator gives it
 * @param credentials what it asks of whoever connects
 */
public record JvmSettings(
        String clusterName,
        Set<Role> roles,
        String bindHost,
        String advertisedHost,
        int arteryPort,
        int httpPort,
        int grpcPort,
        List<String> seeds,
        Duration heartbeatPause,
        List<Integer> nodes,
        Credentials credentials) {
    public static final String DEFAULT_CLUSTER_NAME = "numactor";

    /** Less risks false alarms where several JVMs share few cores. */
    public static final Duration DEFAULT_HEARTBEAT_PAUSE = Duration.ofSeconds(3);

    public JvmSettings {
        roles = Set.copyOf(roles);
        seeds = List.copyOf(seeds);
        nodes = List.copyOf(nodes);
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }
}
