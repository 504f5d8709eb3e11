package io.numactor.runtime;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.numactor.runtime.security.TlsFiles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The actor system's configuration: {@code numactor.conf} with what one JVM's settings add to it. */
public final class SystemConfig {
    /** Whether commands may cut this JVM off and slow it down. */
    public static final String FAULTS = "numactor.faults";

    private SystemConfig() {}

    /** A member of a cluster: Artery over TCP or TLS, seeds, roles. */
    public static Config clustered(JvmSettings settings) {
        Map<String, Object> own = new HashMap<>();
        own.put("pekko.actor.provider", "cluster");
        own.put("pekko.remote.artery.canonical.hostname", settings.advertisedHost());
        own.put("pekko.remote.artery.canonical.port", settings.arteryPort());
        own.put("pekko.remote.artery.bind.hostname", settings.bindHost());
        own.put(
                "pekko.cluster.roles",
                Stream.concat(
                                settings.roles().stream().map(Role::label),
                                Stream.of(Role.ofHttpPort(settings.httpPort())))
                        .toList());
        own.put("pekko.cluster.seed-nodes", seeds(settings));
        own.put("pekko.cluster.failure-detector.acceptable-heartbeat-pause", settings.heartbeatPause());
        settings.credentials().tls().ifPresent(files -> own.putAll(encrypted(files)));
        Config base = base();
        own.put("pekko.remote.artery.advanced.test-mode", base.getBoolean(FAULTS));
        return ConfigFactory.parseMap(own).withFallback(base);
    }

    /** Both sides show certificates of the same authority, with a name in common: that of the members. */
    private static Map<String, Object> encrypted(TlsFiles files) {
        String ssl = "pekko.remote.artery.ssl.";
        return Map.of(
                "pekko.remote.artery.transport",
                "tls-tcp",
                ssl + "ssl-engine-provider",
                "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider",
                ssl + "rotating-keys-engine.key-file",
                files.key().toString(),
                ssl + "rotating-keys-engine.cert-file",
                files.certificate().toString(),
                ssl + "rotating-keys-engine.ca-cert-file",
                files.authority().toString());
    }

    /** Everything in one JVM and without a network: for {@code boot} and for tests. */
    public static Config embedded() {
        return ConfigFactory.parseMap(Map.of("pekko.actor.provider", "local")).withFallback(base());
    }

    /** What is given as a system property goes before the file. */
    private static Config base() {
        return ConfigFactory.defaultOverrides()
                .withFallback(ConfigFactory.parseResources("numactor.conf"))
                .withFallback(ConfigFactory.load());
    }

    /** The same for a JVM that is to join its seeds later. */
    public static Config apart(JvmSettings settings) {
        return ConfigFactory.parseMap(Map.of("pekko.cluster.seed-nodes", List.of()))
                .withFallback(clustered(settings));
    }

    /** Members to join, as Pekko names them. */
    public static List<String> seeds(JvmSettings settings) {
        return settings.seeds().stream()
                .map(seed -> "pekko://" + settings.clusterName() + "@" + seed)
                .toList();
    }
}
